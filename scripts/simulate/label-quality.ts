import { isVisible } from '#shared/domain/annotation.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { PatientSocket } from '../cli/socket.ts'
import { pairUp, planWork } from './plan-work.ts'
import type { Truth } from './truth.ts'

/** How the labels that a campaign left compare with the truth. */
export interface LabelQuality {
  /** Mean overlap of the labels with what they are about; accepted suggestions need not fit exactly. */
  readonly meanIou: number
  /** Labels a person would still add, take away or change. */
  readonly wrong: number
}

/** Looks at every asset that was worked on once more. */
export async function measureLabels(
  socket: PatientSocket,
  assetIds: readonly AssetId[],
  { task, truth }: { task: TaskId; truth: Truth },
): Promise<LabelQuality> {
  const overlaps: number[] = []
  let wrong = 0
  for (const assetId of assetIds) {
    const opened = await socket.request('asset:open', { assetId })
    await socket.request('asset:close', { assetId })
    if (opened.type !== 'state') throw new Error(`Expected the state of ${assetId}, got ${opened.type}`)
    const objects = truth.of(opened.asset)
    const visible = opened.annotations.filter(isVisible)
    for (const [annotation, object] of pairUp(visible, objects)) overlaps.push(overlap(annotation.shape, object.shape))
    wrong += planWork(task, visible, objects).length
  }
  return { meanIou: overlaps.reduce((sum, one) => sum + one, 0) / Math.max(1, overlaps.length), wrong }
}
