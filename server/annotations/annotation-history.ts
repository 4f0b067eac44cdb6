import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'
import { type AssetState, apply } from '#shared/operations.ts'
import type { AnnotationVersion, HistoryEntry } from '#shared/routes/history.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** Older changes than these are in the log, not in the list. */
const MOST_ENTRIES = 200

/**
 * The changes of one annotation, newest first. Replayed from the asset's stretch of the log, of which the database sends only what is
 * about this annotation: an index of annotations in the log would cost every stroke something for a list that is rarely opened.
 */
export async function annotationHistory(
  store: Pick<Store, 'operations'>,
  asset: Pick<AssetRow, '_id' | 'projectId'>,
  annotationId: AnnotationId,
): Promise<HistoryEntry[]> {
  const commits = await store.operations.aggregate<Commit>(historyPipeline(asset._id, annotationId)).toArray()
  let state: AssetState = {
    projectId: asset.projectId,
    assetId: asset._id,
    status: 'new',
    revision: 0,
    annotations: new Map(),
  }
  const entries: HistoryEntry[] = []
  for (const { operations, sequence, at, userId } of commits)
    for (const operation of operations) {
      const before = state.annotations.get(annotationId)
      state = apply(state, operation, { userId, at })
      const after = state.annotations.get(annotationId)
      if (!after || after === before) continue
      entries.push({
        operationId: operation.id,
        sequence,
        at,
        userId,
        revision: after.revision,
        before: before ? versionOf(before) : null,
        after: versionOf(after),
      })
    }
  return entries.reverse().slice(0, MOST_ENTRIES)
}

/** Reads an asset's log in order, and of each commit what is about one annotation or the asset itself. */
export const historyPipeline = (assetId: AssetId, annotationId: AnnotationId) => [
  { $match: { assetId, sequence: { $gt: 0 } } },
  { $sort: { sequence: 1 } },
  {
    $project: {
      _id: 0,
      assetId: 1,
      sequence: 1,
      userId: 1,
      at: 1,
      operations: {
        $filter: {
          input: '$operations',
          cond: { $or: [{ $eq: ['$$this.annotationId', annotationId] }, { $eq: ['$$this.type', 'asset'] }] },
        },
      },
    },
  },
  { $match: { 'operations.0': { $exists: true } } },
]

const versionOf = ({ label, shape, attributes, status, occluded, order, group }: Annotation): AnnotationVersion => ({
  label,
  shape,
  attributes,
  status,
  occluded,
  order,
  group,
})
