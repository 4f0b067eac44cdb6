import { join } from 'node:path'
import { startTrainer } from '#server/training/trainer-process.ts'
import { paint } from './spec.ts'

const SIDE_PX = 128
const BUDGET_SECONDS = 40

/** What checkpoints cost of an ordinary training, at the pace that it sets itself, with a network of the size that the product trains. */
export async function checkpointShare(folder: string): Promise<{ checkpoints: number; seconds: number; share: number }> {
  const cost = { checkpoints: 0, seconds: 0 }
  const images = await paint(join(folder, 'images'), 16, SIDE_PX)
  const { secondsElapsed } = await startTrainer(
    {
      runId: 'share',
      task: 'detection',
      labels: ['square'],
      architecture: 'center-point',
      parameters: { timeBudgetSeconds: BUDGET_SECONDS, inputWidth: SIDE_PX, inputHeight: SIDE_PX },
      seed: 0,
      train: images.slice(0, 12),
      validation: images.slice(12),
      workFolder: join(folder, 'work'),
      engine: 'auto',
    },
    {
      onMessage(message) {
        if (message.type !== 'checkpoint') return
        cost.checkpoints++
        cost.seconds += message.seconds
      },
    },
  )
  return { ...cost, share: cost.seconds / secondsElapsed }
}
