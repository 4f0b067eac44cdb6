import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Annotation, AnnotationStatus } from '#shared/domain/annotation.ts'
import type { AssetId, JobId, OperationId, ProjectId } from '#shared/domain/ids.ts'
import { MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

const ASSETS_AT_ONCE = 16
const HASH_DIGITS = 24
/** Walks over the labels before giving up: each finds only what was changed during the walk before. */
const MOST_WALKS = 20

export interface MoveDeps {
  readonly store: Pick<Store, 'annotations'>
  /** The operation log: a change of labels is one more participant. */
  readonly commit: (commit: { assetId: AssetId; operations: readonly Operation[] }) => Promise<unknown>
  readonly signal: AbortSignal
  readonly progress: (fraction: number, message: string) => Promise<void>
  /** Other processes may believe in the labels of before until then, in milliseconds since 1970. */
  readonly settledAt: number
}

export interface Movement {
  readonly projectId: ProjectId
  /** In whose name: part of every operation's id. */
  readonly jobId: JobId
  /** What to look through. */
  readonly labels: readonly string[]
  /** The label an annotation gets; null where it stays. */
  readonly labelOf: (annotation: Annotation) => string | null
}

/** The ids of the operations that a change of labels made. */
export const movePrefix = (jobId: JobId): string => `move_${jobId}_`

/**
 * Gives annotations another label, by ordinary operations. Walks until a walk finds nothing, because people go on labelling meanwhile;
 * taken again after a crash it goes on where it was. How many were moved.
 */
export async function moveAnnotations(deps: MoveDeps, movement: Movement): Promise<number> {
  const { projectId, labels } = movement
  const status = { $in: [...AnnotationStatus.options] }
  const total = await deps.store.annotations.countDocuments({ projectId, status, label: { $in: [...labels] } })
  let moved = 0
  for (let walk = 0; walk < MOST_WALKS; walk++) {
    const before = moved
    const begunAt = Date.now()
    for await (const round of assetsWith(deps, movement)) {
      deps.signal.throwIfAborted()
      const counts = await Promise.all(round.map((assetId) => moveOn(deps, movement, assetId)))
      moved += counts.reduce((sum, count) => sum + count, 0)
      await deps.progress(Math.min(1, moved / Math.max(1, total)), `${moved} annotations moved`)
    }
    if (moved > before) continue
    if (begunAt > deps.settledAt) return moved
    await pause(Math.max(0, deps.settledAt - Date.now()) + 1, undefined, { signal: deps.signal })
  }
  throw new Error(`Annotations keep getting the labels ${labels.join(', ')}: gave up after ${MOST_WALKS} walks`)
}

async function* assetsWith({ store }: MoveDeps, { projectId, labels }: Movement): AsyncGenerator<AssetId[]> {
  const status = { $in: [...AnnotationStatus.options] }
  const assets = store.annotations.aggregate<{ _id: AssetId }>([
    { $match: { projectId, status, label: { $in: [...labels] } } },
    { $group: { _id: '$assetId' } },
  ])
  let round: AssetId[] = []
  for await (const { _id } of assets) {
    if (round.push(_id) < ASSETS_AT_ONCE) continue
    yield round
    round = []
  }
  if (round.length > 0) yield round
}

async function moveOn({ store, commit }: MoveDeps, { jobId, labels, labelOf }: Movement, assetId: AssetId): Promise<number> {
  const rows = await store.annotations.find({ assetId, label: { $in: [...labels] } }).toArray()
  const operations = rows.flatMap((row): Operation[] => {
    const annotation = fromStored(row)
    const label = labelOf(annotation)
    if (label === null || label === annotation.label) return []
    const { id: annotationId, revision: base } = annotation
    return [{ id: moveId(jobId, annotation), type: 'update', annotationId, base, patch: { label } }]
  })
  for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_COMMIT)
    await commit({ assetId, operations: operations.slice(at, at + MAX_OPERATIONS_PER_COMMIT) })
  return operations.length
}

// The same for the same annotation as it is: whoever goes on after a crash does nothing twice.
function moveId(jobId: JobId, { id, revision }: Annotation): OperationId {
  const hash = createHash('sha256').update(`${id} ${revision}`).digest('hex').slice(0, HASH_DIGITS)
  return `${movePrefix(jobId)}${hash}` as OperationId
}
