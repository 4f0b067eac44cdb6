import { expect, test } from 'vitest'
import { findLeaks } from '#server/datasets/versions/leaks.ts'
import type { AssetId } from '#shared/domain/ids.ts'

const IMAGES = 4000
const HASH = '0123456789abcdef'

test('of thousands of images that look just the same some are told, and others are answered meanwhile', async () => {
  const entries = Array.from({ length: IMAGES }, (_, index) => ({
    assetId: `ast_${index}` as AssetId,
    name: `${index}.png`,
    group: `group ${index}`,
    split: index % 2 === 0 ? 'train' : 'test',
  }))
  let answered = 0
  let next = setImmediate(function answer() {
    answered++
    next = setImmediate(answer)
  })
  const { leaks, total } = await findLeaks(entries, () => ({ perceptualHash: HASH }))
  clearImmediate(next)
  expect(leaks[0]).toMatchObject({ kind: 'near-duplicate', shared: '0', assets: [{ split: 'train' }, { split: 'test' }] })
  // Each image with two of the other split, not with every one of it.
  expect(total).toBeGreaterThan(IMAGES)
  expect(total).toBeLessThanOrEqual(2 * IMAGES)
  expect(answered).toBeGreaterThan(1)
})
