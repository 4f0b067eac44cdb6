import type { RouteAnswer } from '#shared/contract.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Folds } from '#shared/domain/version.ts'
import type { routes } from '#shared/routes.ts'
import { foldsOf, type LabelledEntry } from './folds.ts'
import { findLeaks, type KnownOfImage } from './leaks.ts'

type Shown = RouteAnswer<typeof routes.versions.folds>

/** The folds of a version: what is in each, who is in which, and what lies in two of them. `by` is the metadata that keeps images together. */
export async function showFolds(
  entries: readonly LabelledEntry[],
  wish: Folds,
  knownOf: (assetId: AssetId) => KnownOfImage | undefined,
  by: string | null,
): Promise<Shown> {
  const foldOf = await foldsOf(entries, wish)
  const placed = entries.flatMap((entry) => {
    const fold = foldOf.get(entry.assetId)
    return fold === undefined ? [] : [{ ...entry, split: fold }]
  })
  const { leaks, total } = await findLeaks(placed, knownOf, by)
  return {
    folds: Array.from({ length: wish.folds }, (_, fold) => contentOf(placed, fold)),
    leaks: leaks.map(({ assets, ...leak }) => ({
      ...leak,
      assets: assets.map(({ split: fold, ...asset }) => ({ ...asset, fold })),
    })),
    leaking: total,
    assets: placed.map(({ assetId, name, split: fold }) => ({ assetId, name, fold })),
  }
}

type Placed = Pick<LabelledEntry, 'annotations'> & { readonly split: number }

function contentOf(placed: readonly Placed[], fold: number): Shown['folds'][number] {
  const own = placed.filter(({ split }) => split === fold)
  const labels = new Map<string, number>()
  for (const { annotations } of own) for (const { label } of annotations) labels.set(label, (labels.get(label) ?? 0) + 1)
  const listed = [...labels].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { fold, images: own.length, labels: listed }
}
