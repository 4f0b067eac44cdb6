import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { type AssetState, applyAll } from '#shared/operations.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'
import { inChunks } from './in-parallel.ts'

/** A projection is written milliseconds after its commit; a server that died is back within this, and projects the rest. */
const PROJECTED_WITHIN_MS = 60_000
const ASSETS_PER_QUERY = 500

type FrozenStore = Pick<Store, 'assets' | 'annotations' | 'operations'>
type AssetFields = Pick<AssetRow, '_id' | 'hash' | 'name' | 'width' | 'height' | 'split' | 'group' | 'video' | 'sequence'>

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

interface LoggedState {
  readonly state: AssetState
  readonly sequence: number
}

async function statesAheadOfRows(store: FrozenStore, projectId: ProjectId, at: OneTime): Promise<Map<AssetId, LoggedState>> {
  const recent = store.operations.aggregate<{ _id: AssetId; sequence: number }>(
    [
      { $match: { projectId, at: { $gt: Date.now() - PROJECTED_WITHIN_MS } } },
      { $group: { _id: '$assetId', sequence: { $max: '$sequence' } } },
    ],
    { ...at },
  )
  const ahead = new Map<AssetId, LoggedState>()
  for await (const chunk of inChunks(recent, ASSETS_PER_QUERY)) {
    const logged = new Map(chunk.map(({ _id, sequence }) => [_id, sequence]))
    const rows = await store.assets.find({ _id: { $in: [...logged.keys()] } }, { ...at }).toArray()
    for (const row of rows) if (row.sequence < (logged.get(row._id) ?? 0)) ahead.set(row._id, await replayed(store, row, at))
  }
  return ahead
}

// As hot-asset.ts does for whoever opens it: an annotation that is ahead of its asset's row is half a projection, and the whole log is replayed.
async function replayed(store: FrozenStore, row: AssetRow, at: OneTime): Promise<LoggedState> {
  const { _id: assetId, projectId } = row
  const rows = await store.annotations.find({ assetId }, { ...at }).toArray()
  const isHalfWritten = rows.some(({ sequence }) => sequence > row.sequence)
  const from = isHalfWritten ? 0 : row.sequence
  const start: AssetState = isHalfWritten
    ? { projectId, assetId, status: 'new', revision: 0, annotations: new Map() }
    : {
        projectId,
        assetId,
        status: row.status,
        revision: row.revision,
        annotations: new Map(rows.map((one) => [one._id, fromStored(one)])),
      }
  const commits = await store.operations
    .find({ assetId, sequence: { $gt: from } }, { ...at })
    .sort({ sequence: 1 })
    .toArray()
  const state = commits.reduce((before, commit) => applyAll(before, commit.operations, commit), start)
  return { state, sequence: commits.at(-1)?.sequence ?? row.sequence }
}

const isApproved = ({ status }: Pick<Annotation, 'status'>): boolean => status === 'approved'

const FIELDS = { hash: 1, name: 1, width: 1, height: 1, split: 1, group: 1, video: 1, sequence: 1 } as const
