import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'
import type { AssetState } from '#shared/operations.ts'
import type { AnnotationRow, AssetRow } from './store/collections.ts'
import type { OneTime } from './store/one-time.ts'
import type { Store } from './store/store.ts'

/** An asset up to one of its commits. */
export interface Logged {
  readonly state: AssetState
  /** Number of the last commit in `state`. */
  readonly sequence: number
}

/** Where a replay of an asset's log starts, and what it has to replay. */
interface Replay {
  /** What the projection holds; the beginning where that is half written. */
  readonly start: Logged
  readonly commits: readonly Commit[]
}

/**
 * Reads what an asset's log says: its projection (`row`, and the annotations read next) and, where that is behind, the rest of the log. A projection
 * that is half written (an annotation ahead of its asset's row) is set aside and the whole log replayed. With `at` everything is read as it was at that
 * time, as `row` must have been; without, `row` must have been read before: a projection writes it last, so the annotations are never older than it.
 */
export async function replayOf(store: Pick<Store, 'annotations' | 'operations'>, row: AssetRow, at?: OneTime): Promise<Replay> {
  const annotations = await store.annotations.find({ assetId: row._id }, { ...at }).toArray()
  const isHalfWritten = annotations.some(({ sequence }) => sequence > row.sequence)
  const start = isHalfWritten ? beginningOf(row) : projected(row, annotations)
  return { start, commits: await commitsAfter(store, row._id, start.sequence, at) }
}

/** What an asset is before its first commit: only the log changes this. */
export const beginningOf = ({ _id, projectId }: Pick<AssetRow, '_id' | 'projectId'>): Logged => ({
  sequence: 0,
  state: { projectId, assetId: _id, status: 'new', revision: 0, annotations: new Map() },
})

/** The commits of an asset after a sequence number, in order. */
export function commitsAfter(
  store: Pick<Store, 'operations'>,
  assetId: AssetId,
  sequence: number,
  at?: OneTime,
): Promise<Commit[]> {
  const fields = { _id: 0, projectId: 0, revisions: 0, created: 0 } as const
  return store.operations
    .find({ assetId, sequence: { $gt: sequence } }, { projection: fields, ...at })
    .sort({ sequence: 1 })
    .toArray()
}

const projected = (row: AssetRow, annotations: readonly AnnotationRow[]): Logged => ({
  sequence: row.sequence,
  state: {
    projectId: row.projectId,
    assetId: row._id,
    status: row.status,
    revision: row.revision,
    annotations: new Map<AnnotationId, Annotation>(
      annotations.map(({ _id, sequence: _sequence, ...rest }) => [_id, { ...rest, id: _id }]),
    ),
  },
})
