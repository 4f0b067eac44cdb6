import { expect, test } from 'vitest'
import { foldsOf, splitInFold } from '#server/datasets/versions/folds.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { createRandom } from '#shared/random.ts'

const FOLDS = 5
const GROUPS = 200
const LABELS = ['common', 'common', 'common', 'rare']

/** Groups of one to three look-alikes, with one to four objects on each image. */
function entries(seed: number): ManifestEntry[] {
  const random = createRandom(seed)
  return Array.from({ length: GROUPS }, (_, group) => ({ group, images: 1 + random.integer(3) })).flatMap(({ group, images }) =>
    Array.from(
      { length: images },
      (_, image): ManifestEntry => ({
        assetId: `ast_${group}_${image}` as AssetId,
        hash: '',
        name: `${group}-${image}`,
        width: 100,
        height: 100,
        split: group % 7 === 0 ? 'test' : group % 5 === 0 ? 'validation' : 'train',
        group: `g${group}`,
        annotations: Array.from({ length: 1 + random.integer(4) }, (_, index) => ({
          id: `ann_${group}_${image}_${index}` as AnnotationId,
          revision: 1,
          label: LABELS[random.integer(LABELS.length)] as string,
          shape: { kind: 'box', x: 0, y: 0, width: 1, height: 1 },
          attributes: {},
          occluded: false,
          order: 0,
          group: null,
          track: null,
        })),
      }),
    ),
  )
}

test('every image that is not for testing is in one fold, look-alikes in the same', async () => {
  const all = entries(1)
  const foldOf = await foldsOf(all, { folds: FOLDS, seed: 0 })
  expect([...foldOf.keys()].sort()).toEqual(
    all
      .filter(({ split }) => split !== 'test')
      .map(({ assetId }) => assetId)
      .sort(),
  )
  const foldsOfGroup = new Map<string, Set<number | undefined>>()
  for (const { assetId, group, split } of all)
    if (split !== 'test') foldsOfGroup.set(group, (foldsOfGroup.get(group) ?? new Set()).add(foldOf.get(assetId)))
  expect([...foldsOfGroup.values()].filter(({ size }) => size !== 1)).toEqual([])
})

test('each fold has nearly its share of every label, rare ones too', async () => {
  for (const seed of [1, 2, 3]) {
    const all = entries(seed).filter(({ split }) => split !== 'test')
    const foldOf = await foldsOf(all, { folds: FOLDS, seed })
    for (const label of new Set(LABELS)) {
      const counts = Array.from({ length: FOLDS }, () => 0)
      for (const { assetId, annotations } of all) {
        const fold = foldOf.get(assetId) ?? 0
        counts[fold] = (counts[fold] ?? 0) + annotations.filter((one) => one.label === label).length
      }
      const share = counts.reduce((sum, count) => sum + count, 0) / FOLDS
      for (const count of counts) expect(Math.abs(count - share) / share).toBeLessThan(0.05)
    }
  }
})

test('the same seed gives the same folds, another one others', async () => {
  const all = entries(1)
  const folds = async (seed: number) => [...(await foldsOf(all, { folds: FOLDS, seed }))].sort()
  expect(await folds(3)).toEqual(await folds(3))
  expect(await folds(3)).not.toEqual(await folds(4))
})

test('a fold validates its own images, learns from the others, and leaves the test split as it is', async () => {
  const all = entries(1)
  const foldOf = await foldsOf(all, { folds: FOLDS, seed: 0 })
  const validated = new Set<AssetId>()
  for (let fold = 0; fold < FOLDS; fold++)
    for (const entry of all) {
      const split = splitInFold(entry, foldOf, fold)
      expect(split === 'test').toBe(entry.split === 'test')
      if (split !== 'validation') continue
      expect(validated.has(entry.assetId)).toBe(false)
      validated.add(entry.assetId)
    }
  expect(validated.size).toBe(foldOf.size)
})
