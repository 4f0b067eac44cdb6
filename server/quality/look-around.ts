import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'
import { earlierLookAlike, type LookTable, lookTable, outlyingness } from './compare-looks.ts'
import { type Around, labelsOf } from './examine-images.ts'
import type { Measures } from './judge-image.ts'
import { labelNorms } from './label-norms.ts'
import { looksOf, someLooks } from './read-looks.ts'

/** Labelled images from which it is learned what is usual, drawn by lot. */
const MOST_LABELLED = 1000
/** Fewer images say too little about which colour mode is usual. */
const FEWEST_IMAGES = 20
/** Without being told, the database may rather sort a whole project. */
const BY_LOT = { projectId: 1, status: 1, lottery: 1 } as const

export type AroundStore = Pick<Store, 'assets' | 'annotations' | 'assetQuality' | 'assetEmbeddings'>

/** What is known of the images of a project together, as it is now: what each of them is held against. */
export async function lookAround(store: AroundStore, projectId: ProjectId, breathe: () => Promise<void>): Promise<Around> {
  const [norms, shareOf, looks] = await Promise.all([
    normsOf(store, projectId),
    modeShares(store, projectId),
    someLooks(store, projectId),
  ])
  const table = looks.length > 0 ? await lookTable(looks, breathe) : null
  return {
    norms,
    shareOf,
    async look(asset) {
      const look = table && (await looksOf(store, [asset])).get(asset._id)
      if (look === undefined || !table) return null
      // One that cannot be read was looked at, and says nothing.
      return look === null ? { 'look-alike': null, outlier: null } : measuresOf(look, table)
    },
  }
}

function measuresOf(look: Parameters<typeof outlyingness>[0], table: LookTable): Pick<Measures, 'look-alike' | 'outlier'> {
  const far = outlyingness(look, table)
  return { 'look-alike': earlierLookAlike(look, table), outlier: far === null ? null : { value: far } }
}

async function normsOf(store: AroundStore, projectId: ProjectId): Promise<Around['norms']> {
  const assets = await store.assets
    .find({ projectId, status: { $in: ['approved', 'review', 'begun'] } }, { projection: { width: 1, height: 1 }, hint: BY_LOT })
    .sort({ lottery: 1 })
    .limit(MOST_LABELLED)
    .toArray()
  const labels = await labelsOf(
    store,
    assets.map(({ _id }) => _id),
  )
  return labelNorms(assets.map(({ _id, width, height }) => ({ width, height, labels: labels.get(_id) ?? [] })))
}

async function modeShares(store: AroundStore, projectId: ProjectId): Promise<Around['shareOf']> {
  const rows = await store.assetQuality
    .aggregate<{ _id: string | null; count: number }>(
      [{ $match: { projectId } }, { $group: { _id: '$colourMode', count: { $sum: 1 } } }],
      { hint: { projectId: 1, colourMode: 1 } },
    )
    .toArray()
  const known = rows.filter(({ _id }) => _id !== null)
  const total = known.reduce((sum, { count }) => sum + count, 0)
  const countOf = new Map(known.map(({ _id, count }) => [_id, count]))
  return (colourMode) => (total < FEWEST_IMAGES ? null : (countOf.get(colourMode) ?? 0) / total)
}
