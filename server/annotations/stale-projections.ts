import type { AssetId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'

const ASSETS_PER_ROUND = 500

/** The assets whose row is behind their log. The newest sequence of each asset comes from the index alone, one step per asset. */
export async function* assetsBehindTheirLog(store: Pick<Store, 'assets' | 'operations'>): AsyncGenerator<AssetId> {
  const newest = store.operations.aggregate<{ _id: AssetId; sequence: number }>([
    { $sort: { assetId: -1, sequence: -1 } },
    { $group: { _id: '$assetId', sequence: { $first: '$sequence' } } },
  ])
  let round: { _id: AssetId; sequence: number }[] = []
  for await (const entry of newest) {
    round.push(entry)
    if (round.length < ASSETS_PER_ROUND) continue
    yield* await behind(store, round)
    round = []
  }
  yield* await behind(store, round)
}

async function behind(store: Pick<Store, 'assets'>, logged: readonly { _id: AssetId; sequence: number }[]): Promise<AssetId[]> {
  const rows = await store.assets.find({ _id: { $in: logged.map(({ _id }) => _id) } }, { projection: { sequence: 1 } }).toArray()
  const projected = new Map(rows.map(({ _id, sequence }) => [_id, sequence]))
  return logged.flatMap(({ _id, sequence }) => ((projected.get(_id) ?? sequence) < sequence ? [_id] : []))
}
