import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
import type { Tensor4D } from '#server/ml/engines/tensor.ts'
import type { Network } from '#server/ml/networks/network.ts'
import { networkBuilder } from '#server/ml/networks/network-builder.ts'
import { initialWeights } from '#server/ml/networks/weights.ts'
import { tasks } from '#server/ml/tasks/index.ts'
import { learner } from '#server/ml/training/learner.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { engineIds } from '#shared/domain/engine.ts'
import { createRandom } from '#shared/random.ts'
import { offerSoftwareCard } from './software-card.ts'

const STEPS = 50
const SIDE_PX = 16
const GRID = { width: SIDE_PX / 2, height: SIDE_PX / 2 }
const SEED = 3
/** Outputs and gradients of engines differ by the order of their sums. */
const TOLERANCE = 1e-4
const LABELS = [plainLabel('square')]

offerSoftwareCard()

describe('the engines of this machine', () => {
  const engines = new Map<string, Engine>()
  const missing = new Map<string, string>()
  beforeAll(async () => {
    for (const id of engineIds) {
      try {
        engines.set(id, await loadNamedEngine(id, { byName: true }))
      } catch (error) {
        if (!(error instanceof EngineUnavailable)) throw error
        missing.set(id, error.message)
      }
    }
  })
  afterAll(() => engines.get('webgpu')?.close())

  it.for(engineIds)('leave no tensor behind over fifty steps: %s', { timeout: 200_000 }, async (id, context) => {
    const engine = engines.get(id)
    if (!engine) return context.skip(missing.get(id))
    await engine.tf.setBackend(id)
    const study = studied(engine)
    await study()
    const before = engine.tf.memory().numTensors
    for (let step = 0; step < STEPS; step++) await study()
    expect(engine.tf.memory().numTensors).toBe(before)
  })

  it.for(engineIds)('learn the same from the same batch: %s', { timeout: 200_000 }, async (id, context) => {
    const reference = engines.get('wasm')
    const engine = engines.get(id)
    if (!engine || !reference) return context.skip(missing.get(id) ?? missing.get('wasm'))
    await reference.tf.setBackend('wasm')
    const wanted = await studied(reference)()
    await engine.tf.setBackend(id)
    const found = await studied(engine)()
    expect(Math.abs(found.loss - wanted.loss)).toBeLessThanOrEqual(TOLERANCE * Math.abs(wanted.loss))
    expectNear(found.gradient, wanted.gradient)
    expectNear(found.statistics, wanted.statistics)
  })
})

/** One step on a small network with everything that the larger ones are made of, always with the same weights and the same batch. */
function studied(engine: Engine) {
  const network = smallNetwork()
  const task = tasks.detection
  const study = learner({ engine, network, task, labels: LABELS })
  const weights = initialWeights(network.weights, SEED)
  const random = createRandom(SEED)
  const pixels = Float32Array.from({ length: 2 * SIDE_PX * SIDE_PX * 3 }, () => random.next() * 2 - 1)
  const shape = { kind: 'box' as const, x: 0.2, y: 0.3, width: 0.4, height: 0.5 }
  const objects = [[{ label: 0, shape, value: null }], []]
  return () => {
    const images = engine.tf.tensor4d(pixels, [2, SIDE_PX, SIDE_PX, 3]) as Tensor4D
    return study(weights, { images, targets: task.targets(engine.tf, objects, GRID, LABELS) })
  }
}

function smallNetwork(): Network {
  const net = networkBuilder()
  const stem = net.convolution('stem', { from: 3, to: 8, stride: 2 })
  const down = net.convolution('down', { from: 8, to: 8, stride: 2 })
  const body = net.residual('body', 8)
  const bias = tasks.detection.outputBias(LABELS)
  const last = net.output('output', { from: 8, bias, deviation: 0.1 })
  return net.build((pass, images) => {
    const fine = stem(pass, images)
    return last(pass, pass.add(fine, pass.enlarge(body(pass, down(pass, fine)), 2, 'nearest')))
  })
}

function expectNear(found: Float32Array, wanted: Float32Array): void {
  expect(found).toHaveLength(wanted.length)
  const largest = wanted.reduce((top, value) => Math.max(top, Math.abs(value)), 0)
  const furthest = wanted.reduce((top, value, i) => Math.max(top, Math.abs(value - (found[i] ?? Number.NaN))), 0)
  expect(furthest / largest).toBeLessThanOrEqual(TOLERANCE)
}
