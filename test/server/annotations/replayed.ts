import { fromStored } from '#server/store/collections.ts'
import type { Store } from '#server/store/store.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { type AssetState, applyAll, countsOf } from '#shared/operations.ts'

/** What the log of an asset says, replayed from its first commit on, without anything the server remembers. */
export async function replayed(
  store: Store,
  projectId: ProjectId,
  assetId: AssetId,
): Promise<{ state: AssetState; sequences: number[] }> {
  const rows = await store.operations.find({ assetId }).sort({ sequence: 1 }).toArray()
  const beginning: AssetState = { projectId, assetId, status: 'new', revision: 0, annotations: new Map() }
  const state = rows.reduce((before, row) => applyAll(before, row.operations, row), beginning)
  return { state, sequences: rows.map(({ sequence }) => sequence) }
}

/** What the lists and counters show of an asset. */
export async function projectionOf(store: Store, assetId: AssetId) {
  const row = await store.assets.findOne({ _id: assetId })
  const annotations = await store.annotations
    .find({ assetId }, { projection: { sequence: 0 } })
    .sort({ _id: 1 })
    .toArray()
  return {
    status: row?.status,
    revision: row?.revision,
    counts: row?.counts,
    sequence: row?.sequence,
    annotations: annotations.map(fromStored),
  }
}

/** What they should show when the log is this. */
export const expectedProjection = ({ state, sequences }: Awaited<ReturnType<typeof replayed>>) => ({
  status: state.status,
  revision: state.revision,
  counts: countsOf(state),
  sequence: sequences.length,
  annotations: [...state.annotations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
})
