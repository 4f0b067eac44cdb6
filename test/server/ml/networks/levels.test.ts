import { expect, it } from 'vitest'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor, Tensor4D } from '#server/ml/engines/tensor.ts'
import { levelled, levelWeights } from '#server/ml/networks/levels.ts'
import { predictingPass } from '#server/ml/networks/pass.ts'

const WHITE = 255

it('brings the brightest value of every image near white, each by itself, and keeps colours in proportion', async () => {
  const { tf } = await loadEngine('wasm')
  const bright = [255, 255, 255, 51, 102, 0]
  const dim = [40, 20, 10, 20, 10, 5]
  const found = tf.tidy(() => {
    const weights = new Map<string, Tensor>(
      levelWeights(WHITE).map(({ name, shape, initial }) => [
        name,
        tf.fill(shape, 'constant' in initial ? initial.constant : Number.NaN),
      ]),
    )
    const images = tf.tensor4d([...bright, ...dim], [2, 1, 2, 3]) as Tensor4D
    return [...levelled<Tensor>(predictingPass(tf, weights), images).dataSync()]
  })
  const [first, second] = [found.slice(0, 6), found.slice(6)]
  for (const [at, value] of first.entries()) expect(Math.abs(value - (bright[at] as number))).toBeLessThan(1.5)
  // The geometric mean of its brightest values is 20.
  for (const [at, value] of second.entries()) expect(value).toBeCloseTo(((dim[at] as number) * WHITE) / 21, 1)
})
