import { conflict } from '../../errors.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { insertEach } from '../../store/tolerant-writes.ts'
import type { Findings } from '../findings.ts'
import { freeNames } from './asset-names.ts'

const MOST_ATTEMPTS = 10

/** A row as it landed; not new where another import brought the same content meanwhile: then it is that one's. */
export interface LandedAsset {
  readonly asset: AssetRow
  readonly isNew: boolean
}

/** Inserts new assets, in their order. A name that somebody took meanwhile gets a number; nothing is dropped in a race. */
export async function insertAssets(
  store: Pick<Store, 'assets'>,
  rows: readonly AssetRow[],
  findings: Pick<Findings, 'lose'>,
): Promise<LandedAsset[]> {
  const landed = new Map<number, LandedAsset>()
  let waiting = rows.map((asset, index) => ({ asset, index }))
  for (let attempt = 0; waiting.length > 0; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw conflict('Other imports keep taking the names of these images: try again')
    const results = await insertEach(
      store.assets,
      waiting.map(({ asset }) => asset),
    )
    const taken = waiting.filter((_, at) => results[at] === 'taken')
    for (const [at, { asset, index }] of waiting.entries())
      if (results[at] === 'inserted') landed.set(index, { asset, isNew: true })
    const others = await sameContents(
      store,
      taken.map(({ asset }) => asset),
    )
    const renamed: typeof waiting = []
    for (const { asset, index } of taken) {
      const other = others.get(asset.hash)
      if (other) landed.set(index, { asset: other, isNew: false })
      else {
        const [name = asset.name] = await freeNames(store, asset.projectId, [asset.name], findings)
        renamed.push({ asset: { ...asset, name }, index })
      }
    }
    waiting = renamed
  }
  return rows.map((_, index) => landed.get(index) as LandedAsset)
}

async function sameContents(store: Pick<Store, 'assets'>, rows: readonly AssetRow[]): Promise<Map<string, AssetRow>> {
  const [first] = rows
  if (!first) return new Map()
  const hash = { $in: rows.map((row) => row.hash) }
  const found = await store.assets.find({ projectId: first.projectId, hash }).toArray()
  return new Map(found.map((row) => [row.hash, row]))
}
