import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Architecture } from '#server/ml/architectures/architecture.ts'
import { architectures } from '#server/ml/architectures/index.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { engineRunner } from '#server/ml/models/engine-runner.ts'
import { readModel } from '#server/ml/models/model-file.ts'
import { type LearnedNetwork, networkOfModel } from '#server/ml/models/network-of-model.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '#server/ml/models/onnx/onnx-runner.ts'
import { initialStatistics, initialWeights } from '#server/ml/networks/weights.ts'
import type { PretrainedGraph } from '#server/ml/pretrained/pretrained-graph.ts'
import { readStartingPointFile, writeStartingPoint } from '#server/ml/pretrained/starting-point-file.ts'
import { prepareRun } from '#server/ml/training/prepare-run.ts'
import { train } from '#server/ml/training/train.ts'
import type { TrainerSpec } from '#server/ml/training/trainer-spec.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { furthest, TOLERANCE } from '../models/furthest.ts'
import { randomImages } from '../models/random-network.ts'
import { PAINTED_LABELS, paintSquares } from '../painted-images.ts'
import { aStartingPoint } from './a-starting-point.ts'

const LIMIT_MS = 60_000
const SIZE = { width: 96, height: 64 }
const all: readonly Architecture[] = Object.values(architectures)

describe('a network that a person brought', { timeout: LIMIT_MS }, () => {
  let point: Awaited<ReturnType<typeof aStartingPoint>>
  beforeAll(async () => {
    point = await aStartingPoint()
  })

  test('is known by its maps, up to its answer', () => {
    expect(point.use.maps).toEqual([
      { name: 'relu0', stride: 2, channels: 8 },
      { name: 'relu1', stride: 4, channels: 12 },
      { name: 'relu2', stride: 8, channels: 16 },
      { name: 'relu3', stride: 16, channels: 24 },
    ])
    expect(point.use.last).toBe('relu3')
    expect([...point.weights.keys()]).not.toContain('answer/filter')
  })

  for (const architecture of all.filter(({ anyBody }) => anyBody))
    test(`is what an architecture builds on, and is exported with it: ${architecture.id}`, async () => {
      const network = architecture.build({ output: { bias: [0.1, 0.2, 0.3] }, graph: point })
      const learned = { network, weights: initialWeights(network.weights, 1), statistics: initialStatistics(network) }
      const { grid } = await expectExported(learned, architecture)
      const isMap = architecture.stride < 32
      expect(grid).toEqual(
        isMap ? { width: SIZE.width / architecture.stride, height: SIZE.height / architecture.stride } : { width: 1, height: 1 },
      )
    })

  test('without the map that an architecture asks for is refused, with those it has', () => {
    const graph: PretrainedGraph = { ...point, use: { ...point.use, maps: point.use.maps.filter(({ stride }) => stride > 4) } }
    expect(() => architectures['center-point-pretrained'].build({ output: { bias: [0] }, graph })).toThrow(
      'expected a starting point with a map at 1/4 of the image, got one with 1/8, 1/16',
    )
  })

  test('is written down and read back as it was; torn, it is refused', async () => {
    const folder = temporaryFolder()
    await writeStartingPoint(folder, point)
    const back = await readStartingPointFile(folder)
    expect(back.use).toEqual(point.use)
    expect([...back.weights.values()].map(({ values }) => values)).toEqual(
      [...point.weights.values()].map(({ values }) => values),
    )
    const bytes = await readFile(join(folder, 'weights.bin'))
    await writeFile(join(folder, 'weights.bin'), bytes.subarray(4))
    await expect(readStartingPointFile(folder)).rejects.toThrow(
      `expected ${bytes.length} bytes of weights in ${folder}, got ${bytes.length - 4}`,
    )
  })

  test('is taught, and the model that comes of it needs it no more', async () => {
    const startingPoint = temporaryFolder()
    await writeStartingPoint(startingPoint, point)
    const engine = await loadEngine('auto')
    const prepared = await prepareRun(await aSpec({ startingPoint }))
    expect(prepared.architecture.id).toBe('center-point-pretrained')
    expect(prepared.architectureReason).toBe('It builds on the starting point that a person chose.')
    const trained = await train({ prepared, engine, report: () => undefined, isCancelled: () => false })
    await rm(startingPoint, { recursive: true })
    const model = await readModel(trained?.modelFolder ?? '')
    expect(model.description.parameters).toMatchObject({ startingPoint: 'brought' })
    const learned = networkOfModel(model)
    await expectExported(learned, prepared.architecture)
    const before = point.weights.get('conv0/filter')?.values ?? []
    const after = model.weights.find(({ name }) => name === 'conv0/filter')?.values ?? []
    expect(furthest(after, before)).toBeGreaterThan(1e-4)
    expect(furthest(after, before)).toBeLessThan(0.1)
  })

  test('whose maps are large is shown less images at once where memory is short', async () => {
    const wide = { ...point, weights: new Map(point.weights) }
    const filter = { name: 'wide/filter', shape: [1, 1, 3, 400], values: new Float32Array(1200) }
    for (const array of [filter, { name: 'wide/bias', shape: [400], values: new Float32Array(400) }])
      wide.weights.set(array.name, array)
    const layer = { op: 'convolution', stride: 1, padding: 'same', activation: 'linear', depthwise: false } as const
    const nodes = [...point.nodes, { ...layer, name: 'wide', inputs: ['tower_0/images'] }]
    const batchOf = async (graph: typeof point) => {
      const startingPoint = temporaryFolder()
      await writeStartingPoint(startingPoint, graph)
      const machine = { engine: 'tensorflow', memoryBytes: 3e8 } as const
      return (await prepareRun(await aSpec({ startingPoint }), machine)).parameters.batchSize
    }
    expect(await batchOf(point)).toBe(8)
    expect(await batchOf({ ...wide, nodes })).toBe(4)
  })

  test('that a training names but does not have ends it with its name', async () => {
    await expect(prepareRun(await aSpec({}))).rejects.toThrow(
      'expected an imported starting point, got brought, which is not there',
    )
  })

  test('is nothing for an architecture that brings all it knows', async () => {
    const startingPoint = temporaryFolder()
    await writeStartingPoint(startingPoint, point)
    await expect(prepareRun(await aSpec({ startingPoint, architecture: 'center-point' }))).rejects.toThrow(
      'expected an architecture that builds on any starting point, got center-point',
    )
  })
})

/** What onnxruntime computes is what the training engine computes. */
async function expectExported(learned: LearnedNetwork, { pixels }: Architecture) {
  const engine = await loadEngine('auto')
  const images = randomImages(2, SIZE, 3)
  const trained = engineRunner(engine, { learned, size: SIZE, range: pixels })
  const { runner: exported } = await onnxRunner(onnxOfNetwork(learned, SIZE, pixels), SIZE)
  const [found, wanted] = [await exported.run(images), await trained.run(images)]
  exported.dispose()
  trained.dispose()
  expect(found.grid).toEqual(wanted.grid)
  expect(furthest(found.values, wanted.values)).toBeLessThan(TOLERANCE)
  return found
}

async function aSpec(spec: Partial<TrainerSpec>): Promise<TrainerSpec> {
  const workFolder = temporaryFolder()
  return {
    runId: 'run',
    task: 'detection',
    labels: PAINTED_LABELS,
    architecture: 'auto',
    parameters: { epochs: 20, inputWidth: 96, inputHeight: 64, startingPoint: 'brought' },
    seed: 1,
    train: await paintSquares(workFolder, 8),
    validation: [],
    workFolder,
    engine: 'auto',
    ...spec,
  }
}
