import { afterAll, expect, test } from 'vitest'
import { EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { createVectorProcess, VectorsFailed } from '#server/ml/embedding/vector-process.ts'
import { createRandom } from '#shared/random.ts'

const vectors = createVectorProcess()
afterAll(() => vectors.close())

const random = createRandom(1)
const made = (count: number) => Float32Array.from({ length: count * EMBEDDING_SIZE }, () => random.normal())

test('answers each in its turn, however many ask at once', async () => {
  const ask = (count: number) => vectors.ask<'layout'>({ type: 'layout', vectors: made(count), seed: 1 })
  const answers = await Promise.all([ask(20), ask(30), ask(2)])
  expect(answers.map(({ places }) => places.length)).toEqual([40, 60, 4])
})

test('a long computation is cancelled in the middle, and the next one is answered', async () => {
  const stop = new AbortController()
  const asked = vectors.ask<'layout'>(
    { type: 'layout', vectors: made(4000), seed: 1 },
    { signal: stop.signal, onProgress: () => stop.abort('cancelled') },
  )
  await expect(asked).rejects.toBe('cancelled')
  const { order } = await vectors.ask<'order'>({
    type: 'order',
    vectors: made(3),
    worth: new Float32Array(3).fill(1),
    labelled: new Float32Array(0),
  })
  expect([...order].sort()).toEqual([0, 1, 2])
})

test('what cannot be done is said with its reason, and ends nothing', async () => {
  const nowhere = { type: 'embed', images: [], pretrainedFolder: '/nowhere', engine: 'wasm' } as const
  await expect(vectors.ask<'embed'>(nowhere)).rejects.toThrow(VectorsFailed)
  await expect(vectors.ask<'embed'>(nowhere)).rejects.toThrow(/centernet\.json/)
  expect((await vectors.ask<'layout'>({ type: 'layout', vectors: made(1), seed: 1 })).places).toHaveLength(2)
})
