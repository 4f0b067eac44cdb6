import type { Asset } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'
import { type AssetState, applyAll, countsOf } from '#shared/operations.ts'
import { type AssetActs, acted, NO_ACTS } from '../asset-acts.ts'
import { beginningOf, commitsAfter, type Logged, replayOf } from '../replayed-asset.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** An asset as its log says, with what judging needs beside. */
export interface HotAsset extends Logged {
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

/** Reads an asset: its projection and, where that is behind or half written, the log; null where there is no such asset. */
export async function loadHotAsset(
  store: Pick<Store, 'assets' | 'annotations' | 'operations'>,
  id: AssetId,
): Promise<Advance | null> {
  const row = await store.assets.findOne({ _id: id })
  if (!row) return null
  const { start, commits } = await replayOf(store, row)
  return advance({ ...frameOf(row), ...start, acts: await actsUpTo(store, row, start.sequence) }, commits)
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

const beginning = (row: AssetRow): HotAsset => ({ ...frameOf(row), ...beginningOf(row), acts: NO_ACTS })

// Rows of before acts were kept: they are in the log.
async function actsUpTo(store: Pick<Store, 'operations'>, { _id, work }: AssetRow, sequence: number): Promise<AssetActs> {
  if (sequence === 0) return NO_ACTS
  if (work) return work
  const commits = await commitsAfter(store, _id, 0)
  return commits.filter((commit) => commit.sequence <= sequence).reduce(acted, NO_ACTS)
}
