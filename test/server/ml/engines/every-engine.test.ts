import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { normalizeBatchPlainly } from '#server/ml/engines/batch-normalization.ts'
import { type Engine, EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { measureEngine } from '#server/ml/engines/measure-engine.ts'
import type { Tensor, Tensor1D, Tensor4D } from '#server/ml/engines/tensor.ts'
import { engineIds } from '#shared/domain/engine.ts'
import { offerSoftwareCard } from './software-card.ts'

/** Every size, stride and padding that an architecture uses, on maps with odd sides too. */
const geometries = [
  { size: 1, stride: 1, pad: 'same', height: 6, width: 8 },
  { size: 1, stride: 2, pad: 'same', height: 7, width: 6 },
  { size: 3, stride: 1, pad: 'same', height: 5, width: 7 },
  { size: 3, stride: 2, pad: 'same', height: 8, width: 6 },
  { size: 3, stride: 2, pad: 'same', height: 7, width: 9 },
  { size: 5, stride: 1, pad: 'same', height: 8, width: 8 },
  { size: 5, stride: 2, pad: 'same', height: 8, width: 9 },
  { size: 3, stride: 1, pad: 'valid', height: 6, width: 5 },
  { size: 3, stride: 2, pad: 'valid', height: 7, width: 8 },
] as const

const TOLERANCE = 1e-4

type Shape = [number, number, number, number]

offerSoftwareCard()

describe.each(engineIds)('engine %s', (id) => {
  let engine: Engine
  let missing = ''
  let tensorsBefore = 0

  beforeAll(async () => {
    try {
      engine = await loadEngine(id)
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error
      missing = error.message
    }
  })
  afterEach((context) => {
    if (context.task.result?.state !== 'skip' && engine) expect(engine.tf.memory().numTensors).toBe(tensorsBefore)
  })
  const fact = (name: string, check: () => Promise<void> | void) =>
    it(name, async (context) => {
      if (missing) return context.skip(missing)
      await engine.tf.setBackend(id)
      tensorsBefore = engine.tf.memory().numTensors
      await check()
    })

  for (const geometry of geometries) {
    const { size, stride, pad, height, width } = geometry
    const title = `${size} x ${size}, stride ${stride}, ${pad}, on ${height} x ${width}`

    fact(`has the gradients of a convolution: ${title}`, () => {
      const { tf } = engine
      return expectLinear(engine, [2, height, width, 3], [size, size, 3, 4], (x, filter) => tf.conv2d(x, filter, stride, pad))
    })

    fact(`has the gradients of a depthwise convolution: ${title}`, () => {
      const { tf } = engine
      return expectLinear(engine, [2, height, width, 3], [size, size, 3, 1], (x, filter) =>
        tf.depthwiseConv2d(x, filter, stride, pad),
      )
    })
  }

  fact('normalises a batch to mean 0 and variance 1, then scales and shifts it', async () => {
    const { tf } = engine
    const moments = tf.tidy(() => {
      const { y, mean, variance } = engine.normalizeBatch(ramp(engine, [2, 4, 4, 2]), tf.tensor1d([1, 2]), tf.tensor1d([0, 5]))
      tf.dispose([mean, variance])
      return Object.values(tf.moments(y, [0, 1, 2])) as Tensor[]
    })
    const [centre = [], spread = []] = await numbersOf(engine, moments)
    expectClose(centre, [0, 5], 1e-3)
    expectClose(spread, [1, 4], 0.02)
  })

  fact('has the same gradients of a normalised batch as the plain composition', async () => {
    const { tf } = engine
    const gradients = tf.tidy(() => {
      const inputs = [ramp(engine, [2, 3, 4, 2]), tf.tensor1d([0.5, 2]), tf.tensor1d([0.1, -0.3])]
      const weights = tf.randomNormal([2, 3, 4, 2], 0, 1, 'float32', 3)
      const gradientsOf = (normalize: Engine['normalizeBatch']) =>
        tf.grads((...[x, scale, offset]: Tensor[]) => {
          const { y, mean, variance } = normalize(x as Tensor4D, scale as Tensor1D, offset as Tensor1D)
          tf.dispose([mean, variance])
          return tf.sum(tf.mul(y, weights))
        })(inputs)
      return [gradientsOf(engine.normalizeBatch), gradientsOf((...args) => normalizeBatchPlainly(tf, ...args))]
    })
    const [mine = [], plain = []] = await Promise.all(gradients.map((tensors) => numbersOf(engine, tensors)))
    for (const [index, gradient] of mine.entries()) expectClose(gradient, plain[index] ?? [], 2e-3)
  })

  fact('lets gradients through where a rectifier did not cut off', async () => {
    const { tf } = engine
    const slopes = (rectifier: 'relu' | 'relu6') =>
      tf.tidy(() => tf.grad((x) => tf.sum(engine.rectify(x, rectifier)))(tf.tensor1d([-1, 0.5, 3, 7])))
    const [relu, relu6] = await numbersOf(engine, [slopes('relu'), slopes('relu6')])
    expect(relu).toEqual([0, 1, 1, 1])
    expect(relu6).toEqual([0, 1, 1, 0])
  })

  fact('has a measured speed', async () => {
    const { imagesPerSecond } = await measureEngine(engine)
    expect(imagesPerSecond).toBeGreaterThan(0)
    expect(engine.describe()).not.toBe('')
  })
})

/**
 * A convolution is linear in its input and in its filter, so the gradient of a weighted sum of its outputs, multiplied by any other
 * input (or filter), is exactly that sum at the other input (or filter).
 */
async function expectLinear(
  engine: Engine,
  inputShape: Shape,
  filterShape: Shape,
  convolve: (x: Tensor4D, filter: Tensor4D) => Tensor,
): Promise<void> {
  const { tf } = engine
  const sums = tf.tidy(() => {
    const random = (shape: Shape, seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed) as Tensor4D
    const [x, otherX] = [random(inputShape, 1), random(inputShape, 2)]
    const [filter, otherFilter] = [random(filterShape, 3), random(filterShape, 4)]
    const weights = tf.randomNormal(convolve(x, filter).shape as [number], 0, 1, 'float32', 5)
    const weighted = (input: Tensor, taps: Tensor) => tf.sum(tf.mul(convolve(input as Tensor4D, taps as Tensor4D), weights))
    const [slopeX, slopeFilter] = tf.grads(weighted)([x, filter]) as [Tensor, Tensor]
    return [
      tf.stack([tf.sum(tf.mul(slopeX, otherX)), tf.sum(tf.mul(slopeFilter, otherFilter))]),
      tf.stack([weighted(otherX, filter), weighted(x, otherFilter)]),
    ]
  })
  const [found = [], wanted = []] = await numbersOf(engine, sums)
  expectClose(found, wanted, TOLERANCE)
}

/** Reads tensors and disposes them. */
async function numbersOf({ tf }: Engine, tensors: Tensor[]): Promise<number[][]> {
  const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]))
  tf.dispose(tensors)
  return values
}

function ramp({ tf }: Engine, shape: Shape): Tensor4D {
  return tf.randomNormal(shape, 1, 2, 'float32', 7) as Tensor4D
}

function expectClose(found: number[], wanted: number[], tolerance: number): void {
  expect(found).toHaveLength(wanted.length)
  for (const [index, value] of found.entries()) {
    const expected = wanted[index] as number
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
  }
}
