import type { Split } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { BesideImage } from '#shared/routes/examinations.ts'
import { invalid } from '../errors.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { OfModel } from './case-list.ts'

type Standing = BesideImage['own']
interface Page {
  readonly split: Split
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The index that knows all that is counted. */
const BY_ASSET = { projectId: 1, version: 1, split: 1, assetId: 1, kind: 1, error: 1 } as const
const NO_CASES: Standing = { right: 0, wrong: 0, error: null }

/** A page of the images that both models were examined on, those first on which they differ most; the cursor is the place in that order. */
export async function listBeside(
  store: Pick<Store, 'cases' | 'assets'>,
  { projectId, version, other }: OfModel & { readonly other: number },
  { split, cursor = '0', limit }: Page,
): Promise<{ items: BesideImage[]; next: string | null; total: number }> {
  const from = Number(cursor)
  if (!Number.isInteger(from) || from < 0) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  const [own, others] = await Promise.all([version, other].map((one) => standings(store, { projectId, version: one }, split)))
  const ids = [...new Set([...(own?.keys() ?? []), ...(others?.keys() ?? [])])]
  const pairs = ids
    .map((id) => ({ id, own: own?.get(id) ?? NO_CASES, other: others?.get(id) ?? NO_CASES }))
    .sort((a, b) => difference(b) - difference(a) || (a.id < b.id ? -1 : 1))
  const page = pairs.slice(from, from + limit)
  const fields = { name: 1, width: 1, height: 1, status: 1 } as const
  const rows = await store.assets.find({ _id: { $in: page.map(({ id }) => id) } }, { projection: fields }).toArray()
  const assets = new Map(rows.map((row) => [row._id, fromStored(row)]))
  return {
    items: page.flatMap(({ id, ...both }) => {
      const asset = assets.get(id)
      return asset ? [{ asset, ...both }] : []
    }),
    next: from + limit < pairs.length ? String(from + limit) : null,
    total: pairs.length,
  }
}

const difference = ({ own, other }: Pick<BesideImage, 'own' | 'other'>): number =>
  Math.abs(own.wrong - other.wrong) + Math.abs((own.error ?? 0) - (other.error ?? 0))

/** How a model did on each image. */
async function standings(store: Pick<Store, 'cases'>, model: OfModel, split: Split): Promise<Map<AssetId, Standing>> {
  const rows = await standingsCursor(store, model, split).toArray()
  return new Map(rows.map(({ _id, ...standing }) => [_id, standing]))
}

/** Counts cases by image from the index's keys alone. */
export function standingsCursor(store: Pick<Store, 'cases'>, { projectId, version }: OfModel, split: Split) {
  const is = (kind: string) => ({ $cond: [{ $eq: ['$kind', kind] }, 1, 0] })
  const stages = [
    { $match: { projectId, version, split } },
    {
      $group: {
        _id: '$assetId',
        right: { $sum: is('true-positive') },
        wrong: { $sum: { $cond: [{ $in: ['$kind', ['true-positive', 'estimate']] }, 0, 1] } },
        error: { $avg: { $abs: '$error' } },
      },
    },
  ]
  return store.cases.aggregate<{ _id: AssetId } & Standing>(stages, { hint: BY_ASSET })
}
