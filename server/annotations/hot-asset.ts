import type { Asset } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'
import { type AssetState, applyAll, countsOf } from '#shared/operations.ts'
import { type AssetActs, acted, NO_ACTS } from '../asset-acts.ts'
import { type AnnotationRow, type AssetRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** An asset as its log says, with what judging needs beside. */
export interface HotAsset {
  readonly state: AssetState
  /** Number of the last commit in `state`. */
  readonly sequence: number
  /** Who did something to it up to then, and when. */
  readonly acts: AssetActs
  /** Pixels of the oriented image. */
  readonly width: number
  readonly height: number
}

/** The asset after further commits, where they started from, and which annotations they changed. */
export interface Advance {
  /** Number of the commit before the first of them. */
  readonly from: number
  readonly hot: HotAsset
  readonly changed: ReadonlySet<AnnotationId>
}

/**
 * Reads an asset: its projection and, where that is behind, the rest of the log. A projection that is half written (an annotation
 * ahead of its asset's row) is set aside and the whole log replayed; null where there is no such asset.
 */
export async function loadHotAsset(
  store: Pick<Store, 'assets' | 'annotations' | 'operations'>,
  id: AssetId,
): Promise<Advance | null> {
  // The asset's row first: a projection writes it last, so the annotations read next are never older than it.
  const row = await store.assets.findOne({ _id: id })
  if (!row) return null
  const annotations = await store.annotations.find({ assetId: id }).toArray()
  const isHalfWritten = annotations.some(({ sequence }) => sequence > row.sequence)
  // Rows of before acts were kept: they are in the log.
  const acts = row.work ?? (row.sequence === 0 || isHalfWritten ? NO_ACTS : await actsUpTo(store, id, row.sequence))
  const start = isHalfWritten ? beginning(row) : projected(row, annotations, acts)
  return advance(start, await commitsAfter(store, id, start.sequence))
}

/** Those of some assets that have no commit and no annotation yet: three questions for all of them, not for each. */
export async function loadUntouched(
  store: Pick<Store, 'assets' | 'annotations' | 'operations'>,
  ids: readonly AssetId[],
): Promise<HotAsset[]> {
  const rows = await store.assets.find({ _id: { $in: [...ids] }, sequence: 0 }).toArray()
  const about = { assetId: { $in: rows.map(({ _id }) => _id) } }
  const touched = new Set([
    ...(await store.annotations.distinct('assetId', about)),
    ...(await store.operations.distinct('assetId', about)),
  ])
  return rows.filter(({ _id }) => !touched.has(_id)).map(beginning)
}

/** The commits of an asset after a sequence number, in order. */
export function commitsAfter(store: Pick<Store, 'operations'>, assetId: AssetId, sequence: number): Promise<Commit[]> {
  return store.operations
    .find({ assetId, sequence: { $gt: sequence } }, { projection: { _id: 0, projectId: 0, revisions: 0, created: 0 } })
    .sort({ sequence: 1 })
    .toArray()
}

/** Replays commits of the log, which were judged when they were made. */
export function advance(hot: HotAsset, commits: readonly Commit[]): Advance {
  const changed = new Set<AnnotationId>()
  let { state, sequence, acts } = hot
  for (const commit of commits) {
    if (commit.sequence !== sequence + 1)
      throw new Error(`Expected commit ${sequence + 1} of asset ${commit.assetId}, got ${commit.sequence}: the log has a gap`)
    const before = state
    state = applyAll(before, commit.operations, commit)
    sequence = commit.sequence
    acts = acted(acts, commit)
    for (const id of changedIn(before, state, commit.operations)) changed.add(id)
  }
  return { from: hot.sequence, hot: { ...hot, state, sequence, acts }, changed }
}

/** The annotations that operations changed; approving an asset changes its drafts too. */
export function changedIn(before: AssetState, after: AssetState, operations: Commit['operations']): AnnotationId[] {
  if (operations.some((operation) => operation.type === 'asset'))
    return [...after.annotations].flatMap(([id, annotation]) => (before.annotations.get(id) === annotation ? [] : [id]))
  return operations.flatMap((operation) => (operation.type === 'asset' ? [] : [operation.annotationId]))
}

/** The asset's record with what its log says of it. */
export function assetOf(row: AssetRow, { state, sequence }: HotAsset): Asset {
  const { order: _order, perceptualHash: _hash, thumbnail: _thumbnail, lottery: _lottery, copyOf: _copyOf, ...record } = row
  return { ...fromStored(record), status: state.status, revision: state.revision, counts: countsOf(state), sequence }
}

const frameOf = ({ width, height }: AssetRow) => ({ width, height })

// What an asset is before its first commit: only the log changes these fields.
const beginning = (row: AssetRow): HotAsset => ({
  ...frameOf(row),
  sequence: 0,
  acts: NO_ACTS,
  state: { projectId: row.projectId, assetId: row._id, status: 'new', revision: 0, annotations: new Map() },
})

async function actsUpTo(store: Pick<Store, 'operations'>, assetId: AssetId, sequence: number): Promise<AssetActs> {
  const commits = await commitsAfter(store, assetId, 0)
  return commits.filter((commit) => commit.sequence <= sequence).reduce(acted, NO_ACTS)
}

const projected = (row: AssetRow, annotations: readonly AnnotationRow[], acts: AssetActs): HotAsset => ({
  ...frameOf(row),
  sequence: row.sequence,
  acts,
  state: {
    projectId: row.projectId,
    assetId: row._id,
    status: row.status,
    revision: row.revision,
    annotations: new Map(annotations.map(({ _id, sequence: _sequence, ...rest }) => [_id, { ...rest, id: _id }])),
  },
})
