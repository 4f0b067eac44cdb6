import { afterEach, expect, it, vi } from 'vitest'
import { loadEngine } from '#server/ml/engines/index.ts'
import { loadModel } from '#server/ml/models/loaded-model.ts'
import { saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork } from '#server/ml/models/network-of-model.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { engineIds } from '#shared/domain/engine.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { aJpeg, INPUT } from '../../serving/serving-server.ts'
import { furthest, TOLERANCE } from './furthest.ts'
import { randomNetwork } from './random-network.ts'

const PHOTO = { width: 300, height: 200 }
const LIMIT_MS = 60_000

afterEach(() => vi.doUnmock('onnxruntime-node'))

async function aModelFolder(): Promise<string> {
  const folder = `${temporaryFolder()}/model`
  const description = { task: 'detection', architecture: 'center-point', input: INPUT, parameters: {}, engine: 'none' } as const
  const arrays = arraysOfNetwork(await randomNetwork('center-point', 1))
  await saveModel(folder, { ...description, labels: ['cat', 'dog', 'bird'].map(plainLabel) }, arrays)
  return folder
}

async function saidOf(
  model: { predict: Awaited<ReturnType<typeof loadModel>>['predict'] },
  bytes: Uint8Array,
): Promise<Prediction[]> {
  const [said] = await model.predict([{ assetId: 'photo', bytes }])
  if (!said || !('predictions' in said)) throw new Error('expected predictions')
  return said.predictions
}

it('is computed by onnxruntime, and by a training engine with the same predictions', { timeout: LIMIT_MS }, async () => {
  const folder = await aModelFolder()
  const photo = await aJpeg(PHOTO, 1)
  const served = await loadModel('auto', folder)
  expect(served.engine).toMatch(/^onnxruntime \d/)
  const trained = await loadModel('wasm', folder)
  expect(trained.engine).toContain('WebAssembly')
  const [found, wanted] = [await saidOf(served, photo), await saidOf(trained, photo)]
  expect(found.length).toBeGreaterThan(10)
  expect(found.length).toBe(wanted.length)
  // Scores that are nearly equal may change places.
  for (const one of found)
    expect(wanted.some((other) => other.label === one.label && furthest(numbersOf(one), numbersOf(other)) < TOLERANCE)).toBe(true)
  served.dispose()
  trained.dispose()
})

it('is computed by a training engine where onnxruntime does not load', { timeout: LIMIT_MS }, async () => {
  const folder = await aModelFolder()
  vi.doMock('onnxruntime-node', () => {
    throw new Error('no such package')
  })
  const model = await loadModel('auto', folder)
  expect(model.engine).not.toContain('onnxruntime')
  expect(engineIds).toContain((await loadEngine('auto')).id)
  expect((await saidOf(model, await aJpeg(PHOTO, 1))).length).toBeGreaterThan(10)
  model.dispose()
})

const numbersOf = ({ score, shape }: Prediction): number[] =>
  shape.kind === 'box' ? [score, shape.x, shape.y, shape.width, shape.height] : [score]
