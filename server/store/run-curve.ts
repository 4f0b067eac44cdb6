import type { RunId } from '#shared/domain/ids.ts'
import type { CurvePoint } from '#shared/domain/training.ts'
import type { Store } from './store.ts'

/** Appends to a run's curve; what is measured again after a resume replaces nothing, readers leave out what the run went back behind. */
export async function appendCurve(store: Pick<Store, 'curves'>, runId: RunId, points: readonly CurvePoint[]): Promise<void> {
  if (points.length === 0) return
  const index = await store.curves.countDocuments({ runId })
  await store.curves.insertOne({ _id: `${runId}:${index}`, runId, index, points: [...points] })
}

/** The whole curve in the order of its steps, as the run that went on took them. */
export async function readCurve(store: Pick<Store, 'curves'>, runId: RunId): Promise<CurvePoint[]> {
  const rows = await store.curves.find({ runId }).sort({ index: 1 }).toArray()
  return stepsThatCount(rows.flatMap((row) => row.points))
}

/** The points of a run without those that it went back behind, to a checkpoint or to fresh weights; in the order of writing, and so of steps. */
export function stepsThatCount(points: readonly CurvePoint[]): CurvePoint[] {
  const kept: CurvePoint[] = []
  for (const point of points) {
    while (isBehind(point, kept.at(-1))) kept.pop()
    kept.push(point)
  }
  return kept
}

/** Of one step, the loss is measured first, and validation after it. */
function isBehind(point: CurvePoint, last: CurvePoint | undefined): boolean {
  if (!last || last.step < point.step) return false
  return last.step > point.step || point.validation === undefined || last.validation !== undefined
}
