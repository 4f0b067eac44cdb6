import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTrainer } from '#server/training/trainer-process.ts'
import type { EngineId } from '#shared/domain/engine.ts'
import { paint } from '../train-kills/spec.ts'

const IMAGES = 16
const BATCH = 8
/** Libraries choose their kernels and compilers warm up in the first steps. */
const UNMEASURED_STEPS = 3

/** What is trained, and for how many steps. */
export type SpeedOptions = { engine: EngineId; architecture: string; width: number; height: number; steps: number }

/** Images per second of an ordinary training, all that belongs to a step included: data, both passes, optimizer, averages. */
export async function trainingSpeed(options: SpeedOptions): Promise<{ imagesPerSecond: number; weights: number }> {
  const { engine, architecture, width, height, steps } = options
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-speed-'))
  const seen: { step: number; seconds: number }[] = []
  let weights = 0
  try {
    const train = await paint(join(folder, 'images'), IMAGES, Math.max(width, height))
    await startTrainer(
      {
        runId: 'speed',
        task: 'detection',
        labels: ['one', 'other'],
        architecture,
        parameters: {
          epochs: Math.ceil(((steps + UNMEASURED_STEPS) * BATCH) / IMAGES),
          batchSize: BATCH,
          inputWidth: width,
          inputHeight: height,
        },
        seed: 0,
        train,
        validation: [],
        workFolder: join(folder, 'work'),
        engine,
      },
      {
        onMessage(message) {
          if (message.type === 'started') weights = message.parametersCount
          if (message.type === 'progress') seen.push({ step: message.step, seconds: message.secondsElapsed })
        },
      },
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { imagesPerSecond: speedOf(seen.filter(({ step }) => step >= UNMEASURED_STEPS)), weights }
}

function speedOf(seen: readonly { step: number; seconds: number }[]): number {
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last || last.step <= first.step) throw new Error('Expected at least two reports of progress to measure between')
  return ((last.step - first.step) * BATCH) / (last.seconds - first.seconds)
}
