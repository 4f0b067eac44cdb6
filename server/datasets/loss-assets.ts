import type { ProjectId } from '#shared/domain/ids.ts'
import type { Loss } from '#shared/routes/data.ts'
import type { Store } from '../store/store.ts'

/** Losses of an export whose examples are names of images, with these images, so that they can be shown and opened. */
export async function withAssets(store: Pick<Store, 'assets'>, projectId: ProjectId, losses: readonly Loss[]): Promise<Loss[]> {
  const names = losses.flatMap(({ examples }) => examples.map(({ text }) => text))
  if (names.length === 0) return [...losses]
  const rows = await store.assets.find({ projectId, name: { $in: names } }, { projection: { name: 1 } }).toArray()
  const ids = new Map(rows.map(({ name, _id }) => [name, _id]))
  return losses.map((loss) => ({
    ...loss,
    examples: loss.examples.map((example) => {
      const assetId = ids.get(example.text)
      return assetId === undefined ? example : { ...example, assetId }
    }),
  }))
}
