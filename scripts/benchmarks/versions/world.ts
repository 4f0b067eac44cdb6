import type { Store } from '#server/store/store.ts'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { anAnnotation } from '../../../test/support/builders.ts'
import { aStoredProject } from '../../../test/support/stored.ts'
import { anAssetRow } from '../stored.ts'

const ROWS_AT_ONCE = 5000
const SIDE = 400

/** A project whose images are approved with so many boxes altogether, put into the database without their log. */
export async function aLargeProject(
  store: Store,
  { assets, annotations, seed }: { assets: number; annotations: number; seed: number },
): Promise<{ projectId: ProjectId; ids: AssetId[] }> {
  const random = createRandom(seed)
  const projectId = await aStoredProject(store)
  const ids: AssetId[] = []
  for (let first = 0; first < assets; first += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, assets - first) }, (_, index) =>
      anAssetRow(projectId, {
        name: `folder/image-${String(first + index).padStart(8, '0')}.jpg`,
        order: first + index,
        status: 'approved',
        split: (['train', 'train', 'train', 'validation', 'test'] as const)[index % 5] ?? 'train',
      }),
    )
    await store.assets.insertMany(rows)
    ids.push(...rows.map(({ _id }) => _id))
  }
  const perAsset = annotations / assets
  for (let first = 0; first < annotations; first += ROWS_AT_ONCE)
    await store.annotations.insertMany(
      Array.from({ length: Math.min(ROWS_AT_ONCE, annotations - first) }, (_, index) => {
        const { id: _id, ...annotation } = anAnnotation({ id: newId<AnnotationId>('ann'), projectId })
        const assetId = ids[Math.floor((first + index) / perAsset)] as AssetId
        const [x, y] = [random.next() * SIDE, random.next() * SIDE]
        return { ...annotation, _id, assetId, sequence: 0, shape: { kind: 'box' as const, x, y, width: 40, height: 30 } }
      }),
    )
  return { projectId, ids }
}
