import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { applyAll } from '#shared/operations.ts'
import { inChunks } from '../in-chunks.ts'
import { type Logged, replayOf } from '../replayed-asset.ts'
import type { AssetRow } from '../store/collections.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'

/** A projection is written milliseconds after its commit; a server that died is back within this, and projects the rest. */
const PROJECTED_WITHIN_MS = 60_000
const ASSETS_PER_QUERY = 500

type FrozenStore = Pick<Store, 'assets' | 'annotations' | 'operations'>
type AssetFields = Pick<
  AssetRow,
  '_id' | 'hash' | 'name' | 'width' | 'height' | 'split' | 'group' | 'video' | 'meta' | 'sequence'
>

/** An asset that was approved at one time; `logged` are its approved annotations where their projection was behind the log then. */
export interface FrozenAsset extends AssetFields {
  readonly logged?: readonly Annotation[]
}

/** The assets of a project that were approved `at` one time, by name. What was acknowledged counts, though it was not projected yet. */
export async function* frozenAssets(store: FrozenStore, projectId: ProjectId, at: OneTime): AsyncGenerator<FrozenAsset> {
  const ahead = await statesAheadOfRows(store, projectId, at)
  const meant = { $or: [{ status: 'approved' as const }, { _id: { $in: [...ahead.keys()] } }] }
  const assets = store.assets
    .find({ projectId, ...meant }, { projection: FIELDS, ...at })
    .sort({ name: 1 })
    .hint({ projectId: 1, name: 1 })
  for await (const asset of assets as AsyncIterable<AssetFields>) {
    const found = ahead.get(asset._id)
    if (!found) yield asset
    else if (found.state.status === 'approved')
      yield { ...asset, sequence: found.sequence, logged: [...found.state.annotations.values()].filter(isApproved) }
  }
}

async function statesAheadOfRows(store: FrozenStore, projectId: ProjectId, at: OneTime): Promise<Map<AssetId, Logged>> {
  const recent = store.operations.aggregate<{ _id: AssetId; sequence: number }>(
    [
      { $match: { projectId, at: { $gt: Date.now() - PROJECTED_WITHIN_MS } } },
      { $group: { _id: '$assetId', sequence: { $max: '$sequence' } } },
    ],
    { ...at },
  )
  const ahead = new Map<AssetId, Logged>()
  for await (const chunk of inChunks(recent, ASSETS_PER_QUERY)) {
    const logged = new Map(chunk.map(({ _id, sequence }) => [_id, sequence]))
    const rows = await store.assets.find({ _id: { $in: [...logged.keys()] } }, { ...at }).toArray()
    for (const row of rows) if (row.sequence < (logged.get(row._id) ?? 0)) ahead.set(row._id, await replayed(store, row, at))
  }
  return ahead
}

async function replayed(store: FrozenStore, row: AssetRow, at: OneTime): Promise<Logged> {
  const { start, commits } = await replayOf(store, row, at)
  const state = commits.reduce((before, commit) => applyAll(before, commit.operations, commit), start.state)
  return { state, sequence: commits.at(-1)?.sequence ?? row.sequence }
}

const isApproved = ({ status }: Pick<Annotation, 'status'>): boolean => status === 'approved'

const FIELDS = { hash: 1, name: 1, width: 1, height: 1, split: 1, group: 1, video: 1, meta: 1, sequence: 1 } as const
