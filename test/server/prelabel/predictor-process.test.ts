import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Predictor, startPredictor } from '#server/prelabel/predictor-process.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { boxOf } from '../ml/labelled-objects.ts'
import { PAINTED_LABELS, paintSquares } from '../ml/painted-images.ts'

let folder: string
let modelFolder: string
let predictor: Predictor
const unreadable: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-predictor-'))
  const trained = await startTrainer({
    runId: 'run',
    task: 'detection',
    labels: PAINTED_LABELS,
    architecture: 'center-point',
    parameters: { epochs: 30, inputWidth: 96, inputHeight: 64 },
    seed: 1,
    train: await paintSquares(join(folder, 'train'), 24),
    validation: [],
    workFolder: join(folder, 'work'),
    engine: 'auto',
  })
  modelFolder = trained.modelFolder
  predictor = await startPredictor({ modelFolder, onUnreadable: (assetId) => unreadable.push(assetId) })
})
afterAll(async () => {
  predictor?.dispose()
  await rm(folder, { recursive: true, force: true })
})

it('finds what it was taught, in pixels inside the image, in the order of the images', async () => {
  const images = await paintSquares(join(folder, 'new'), 10, 5)
  const results = await predictor.predict(images)
  expect(results).toHaveLength(images.length)
  for (const [index, image] of images.entries()) {
    for (const object of image.objects) {
      const found = results[index]?.find((prediction) => prediction.label === object.label)
      const [best, box] = [found && boxOf(found), boxOf(object)]
      expect(Math.abs((best?.x ?? 0) - (box?.x ?? 0))).toBeLessThan(8)
      expect(Math.abs((best?.width ?? 0) - (box?.width ?? 0))).toBeLessThan(12)
    }
    for (const box of (results[index] ?? []).map(boxOf)) {
      expect(
        box && box.x >= 0 && box.y >= 0 && box.x + box.width <= image.width + 1e-3 && box.y + box.height <= image.height + 1e-3,
      ).toBe(true)
    }
  }
  expect(predictor.labels).toEqual(PAINTED_LABELS)
  expect(predictor.imagesPerSecond()).toBeGreaterThan(0)
})

it('says which image cannot be read, and predicts on the others', async () => {
  const [good] = await paintSquares(join(folder, 'good'), 1, 6)
  const bad = join(folder, 'bad.jpg')
  await writeFile(bad, 'not an image')
  const results = await predictor.predict([
    { assetId: 'bad', file: bad, width: 10, height: 10 },
    good as NonNullable<typeof good>,
  ])
  expect(results.map((predictions) => predictions.length > 0)).toEqual([false, true])
  expect(unreadable).toEqual(['bad'])
})

it('gives the same boxes on every engine', async () => {
  const images = await paintSquares(join(folder, 'both'), 2, 7)
  const wasm = await startPredictor({ modelFolder, engine: 'wasm' })
  const [one, other] = await Promise.all([predictor.predict(images), wasm.predict(images)])
  wasm.dispose()
  for (const [index, predictions] of one.entries()) {
    const best = predictions[0]
    const same = other[index]?.[0]
    expect(same?.label).toBe(best?.label)
    expect(same?.score).toBeCloseTo(best?.score ?? 0, 3)
    expect(same && boxOf(same)?.x).toBeCloseTo((best && boxOf(best)?.x) ?? 0, 1)
  }
})

it('refuses a folder without a model, and answers whoever waits when it is stopped', async () => {
  await expect(startPredictor({ modelFolder: join(folder, 'nothing') })).rejects.toThrow(/model\.json/)
  const abort = new AbortController()
  const other = await startPredictor({ modelFolder, signal: abort.signal })
  const waiting = other.predict(await paintSquares(join(folder, 'never'), 3, 8))
  abort.abort()
  await expect(waiting).rejects.toThrow(/the predictor was ended/)
  await expect(other.predict([])).rejects.toThrow(/the predictor was ended/)
})
