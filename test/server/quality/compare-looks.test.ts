import { expect, test } from 'vitest'
import { EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { earlierLookAlike, type Look, lookTable, outlyingness } from '#server/quality/compare-looks.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'

const breathe = async () => undefined
const random = createRandom(5)

/** A vector of length one near one of two directions. */
function near(direction: 0 | 1, spread = 0.05): Float32Array {
  const vector = Float32Array.from({ length: EMBEDDING_SIZE }, (_, at) => (at === direction ? 1 : 0) + spread * random.normal())
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
const look = (order: number, vector: Float32Array, video: string | null = null): Look => ({
  id: `ast_${order}` as AssetId,
  order,
  vector,
  video,
})
const crowd = Array.from({ length: 120 }, (_, order) => look(order, near(order % 2 === 0 ? 0 : 1)))

test('an image that looks like nothing else lies many deviations from the rest, and none of the others does', async () => {
  const alone = look(
    120,
    near(0).map((_, at) => (at === 9 ? 1 : 0)),
  )
  const table = await lookTable([...crowd, alone], breathe)
  expect(outlyingness(alone, table)).toBeGreaterThan(5)
  for (const one of crowd) expect(outlyingness(one, table)).toBeLessThan(5)
})

test('nothing is odd among a few images', async () => {
  const table = await lookTable(crowd.slice(0, 20), breathe)
  expect(outlyingness(crowd[0] as Look, table)).toBeNull()
})

test('an image looks like the earlier one, never like a later one or like itself', async () => {
  const first = crowd[3] as Look
  const again = look(130, first.vector.slice())
  const table = await lookTable([...crowd, again], breathe)
  expect(earlierLookAlike(again, table)).toEqual({ other: first.id, value: expect.closeTo(1, 5) })
  expect(earlierLookAlike(first, table)?.other).not.toBe(again.id)
  expect(earlierLookAlike(crowd[0] as Look, table)).toBeNull()
})

test('frames of one video look like each other by nature', async () => {
  const [one, two] = [look(1, near(0), 'vid_1'), look(2, near(0), 'vid_1')]
  expect(earlierLookAlike(two, await lookTable([one, two], breathe))).toBeNull()
})
