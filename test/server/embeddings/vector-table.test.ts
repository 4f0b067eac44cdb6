import { expect, test } from 'vitest'
import { createVectorTable } from '#server/embeddings/vector-table.ts'
import { EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { scaledToLength } from '#server/ml/embedding/unit-vectors.ts'
import { SimilarAsset } from '#shared/domain/embedding.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'

const random = createRandom(1)
const aVector = () => scaledToLength(Float32Array.from({ length: EMBEDDING_SIZE }, () => random.normal()))
const id = (number: number) => `ast_${number}` as AssetId

test('rows come, change and go, also beyond the first stretch of memory, and the search finds what is there now', () => {
  const table = createVectorTable()
  const vectors = Array.from({ length: 3000 }, aVector)
  for (const [number, vector] of vectors.entries()) table.set(id(number), vector)
  const nearest = (vector: Float32Array) => table.alike(vector, 1, null)[0]?.assetId
  expect(nearest(vectors[2999] as Float32Array)).toBe(id(2999))
  table.remove(id(0))
  table.remove(id(0))
  expect(table.size()).toBe(2999)
  expect(table.has(id(0))).toBe(false)
  // The last row has taken the place of the first.
  expect([...(table.vectorOf(id(2999)) ?? [])]).toEqual([...(vectors[2999] as Float32Array)])
  const changed = aVector()
  table.set(id(7), changed)
  expect(nearest(changed)).toBe(id(7))
  expect(table.vectorOf(id(0))).toBeNull()
  table.remove(id(2999))
  expect(table.size()).toBe(2998)
})

test('the likeness of equal vectors is one at most, however they round', () => {
  const table = createVectorTable()
  const vectors = Array.from({ length: 500 }, aVector)
  for (const [number, vector] of vectors.entries()) table.set(id(number), vector)
  for (const vector of vectors) SimilarAsset.array().parse(table.alike(vector, 3, null))
  expect(table.alike(vectors[0] as Float32Array, 1, id(0))[0]?.assetId).not.toBe(id(0))
})
