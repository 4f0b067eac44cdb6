import { beforeAll, describe, expect, it } from 'vitest'
import { type Engine, EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
import type { Tensor, Tensor4D } from '#server/ml/engines/tensor.ts'
import { engineIds } from '#shared/domain/engine.ts'
import { createRandom } from '#shared/random.ts'
import { type OperationCase, operationCases } from './operation-cases.ts'
import { mapOf, type PlainMap } from './plain-maps.ts'
import { offerSoftwareCard } from './software-card.ts'

/** Of the largest number of a tensor. */
const TOLERANCE = 1e-5
/** Step of the central differences in double precision: their error is the square of it. */
const STEP = 1e-5
/** No input is nearer to 0 than this, nor two to each other where one is chosen: there a slope has no value. */
const FROM_KINKS = 1e-3

offerSoftwareCard()

describe.each(engineIds)('engine %s', (id) => {
  let engine: Engine
  let missing = ''
  beforeAll(async () => {
    try {
      engine = await loadNamedEngine(id, { byName: true })
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error
      missing = error.message
    }
  })

  for (const operation of operationCases)
    it(`computes as double precision does, forward and backward: ${operation.name}`, async (context) => {
      if (missing) return context.skip(missing)
      await engine.tf.setBackend(id)
      const before = engine.tf.memory().numTensors
      const inputs = inputsOf(operation)
      const weights = weightsFor(operation.plainly(inputs))
      const [value, ...slopes] = await onEngine(engine, operation, inputs, weights)
      expectNear(value ?? [], operation.plainly(inputs).values)
      inputs.forEach((_, place) => {
        expectNear(slopes[place] ?? [], slopesByDifference(operation, inputs, weights, place))
      })
      expect(engine.tf.memory().numTensors).toBe(before)
    })
})

/** Output and gradients of its weighted sum. */
async function onEngine(
  engine: Engine,
  { onEngine: compute }: OperationCase,
  inputs: readonly PlainMap[],
  weights: PlainMap,
): Promise<number[][]> {
  const { tf } = engine
  const results = tf.tidy(() => {
    const tensors = inputs.map((input) => tensorOf(engine, input))
    const weighted = (...parts: Tensor[]) => tf.sum(tf.mul(compute(engine, parts as Tensor4D[]), tensorOf(engine, weights)))
    return [compute(engine, tensors), ...tf.grads(weighted)(tensors)]
  })
  const numbers = await Promise.all(results.map(async (result) => [...(await result.data())]))
  tf.dispose(results)
  return numbers
}

function slopesByDifference(
  { plainly }: OperationCase,
  inputs: readonly PlainMap[],
  weights: PlainMap,
  place: number,
): Float64Array {
  const values = (inputs[place] as PlainMap).values
  const weightedSum = () => plainly([...inputs]).values.reduce((sum, value, i) => sum + value * (weights.values[i] as number), 0)
  return values.map((value, i) => {
    values[i] = value + STEP
    const above = weightedSum()
    values[i] = value - STEP
    const below = weightedSum()
    values[i] = value
    return (above - below) / (2 * STEP)
  })
}

function inputsOf({ inputs, positive }: OperationCase): PlainMap[] {
  const random = createRandom(1)
  return inputs.map((shape) =>
    mapOf(shape, () => {
      const value = Math.fround(random.normal())
      const apart = Math.abs(value) < FROM_KINKS ? FROM_KINKS : value
      return positive ? Math.fround(Math.abs(apart) + 0.5) : apart
    }),
  )
}

function weightsFor({ shape }: PlainMap): PlainMap {
  const random = createRandom(2)
  return mapOf(shape, () => Math.fround(random.normal()))
}

function tensorOf({ tf }: Engine, { shape, values }: PlainMap): Tensor4D {
  return tf.tensor4d(Float32Array.from(values), [...shape])
}

function expectNear(found: ArrayLike<number>, wanted: Float64Array): void {
  expect(found).toHaveLength(wanted.length)
  const largest = wanted.reduce((top, value) => Math.max(top, Math.abs(value)), 1)
  const furthest = wanted.reduce((top, value, i) => Math.max(top, Math.abs(value - (found[i] ?? Number.NaN))), 0)
  expect(furthest / largest).toBeLessThanOrEqual(TOLERANCE)
}
