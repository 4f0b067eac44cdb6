import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DecodedImages, decodeImages } from '#server/ml/images/pixel-store.ts'
import { batchesAhead } from '#server/ml/training/batches-ahead.ts'
import { type BatchPlan, batchPreparer } from '#server/ml/training/prepare-batch.ts'
import { dataOrder, repeatFactors } from '#server/ml/training/sampling.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { inFractions } from '#shared/decoding/place-shape.ts'
import { augmentationOf } from '#shared/domain/augmentation.ts'
import { whole } from '../labelled-objects.ts'
import { paintSquares } from '../painted-images.ts'

const SIZE = { width: 48, height: 32 }

let folder: string
let images: TrainingImage[]
let decoded: DecodedImages
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-batches-'))
  images = await paintSquares(folder, 7)
  decoded = await decodeImages({ images, size: SIZE, folder, name: 'train' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const aPlan = (parts: Partial<BatchPlan> = {}): BatchPlan => ({
  decoded,
  objects: images.map(({ objects, ...size }) => objects.map((object) => ({ ...object, shape: inFractions(object.shape, size) }))),
  size: SIZE,
  sizeStep: 16,
  range: { scale: 1, shift: 0 },
  augmentation: augmentationOf({ scale: 0.3, mosaic: 0.5, mixup: 0.3, hueDegrees: 20, horizontalFlip: true }),
  mixedSizes: 0.34,
  balance: 0,
  batchSize: 3,
  seed: 5,
  ...parts,
})

describe('batches', () => {
  it('follow from seed and step alone, also in another thread and after a step back', async () => {
    const prepare = batchPreparer(aPlan())
    const ahead = batchesAhead(aPlan())
    try {
      for (const step of [0, 1, 2, 7, 8, 1, 2]) expect(await ahead.at(step)).toEqual(prepare(step))
    } finally {
      ahead.close()
    }
  })

  it('have the objects that replaced the former ones from that moment on', async () => {
    const ahead = batchesAhead(aPlan())
    try {
      expect(await ahead.at(0)).toEqual(batchPreparer(aPlan())(0))
      const objects = images.map(() => [whole(1)])
      ahead.replaceObjects(objects)
      expect(await ahead.at(1)).toEqual(batchPreparer(aPlan({ objects }))(1))
    } finally {
      ahead.close()
    }
  })

  it('say why where the thread cannot work', async () => {
    const ahead = batchesAhead(aPlan({ decoded: { size: SIZE, images: 7, path: join(folder, 'nothing.pixels') } }))
    await expect(ahead.at(0)).rejects.toThrow(/nothing\.pixels/)
    ahead.close()
  })

  it('read the same pixels from a file as from memory', async () => {
    const inFile = await decodeImages({ images, size: SIZE, folder, name: 'on-disk', memoryBytes: 1 })
    expect('path' in inFile).toBe(true)
    expect(batchPreparer(aPlan({ decoded: inFile }))(3)).toEqual(batchPreparer(aPlan())(3))
  })

  it('come in several sizes, of which each is a multiple of the step', () => {
    const prepare = batchPreparer(aPlan())
    const sizes = Array.from({ length: 20 }, (_, step) => prepare(step).size)
    expect(new Set(sizes.map(({ width }) => width))).toEqual(new Set([32, 48, 64]))
    expect(sizes.every(({ width, height }) => width % 16 === 0 && height % 16 === 0)).toBe(true)
  })
})

describe('the order of images', () => {
  it('shows every image once an epoch where no label is rare', () => {
    const imagesAt = dataOrder({ repeats: new Array(10).fill(1), batchSize: 5, seed: 1 })
    const epochs = [0, 2, 4].map((step) => [...imagesAt(step), ...imagesAt(step + 1)])
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual([...Array(10).keys()])
    expect(epochs[0]).not.toEqual(epochs[1])
  })

  it('shows images with a rare label more often, as the square root of its rarity says', () => {
    const objects = Array.from({ length: 100 }, (_, image) => (image < 4 ? [whole(0), whole(1)] : [whole(0)]))
    const repeats = repeatFactors(objects, 0.36)
    expect(repeats[0]).toBeCloseTo(3)
    expect(repeats[50]).toBe(1)
    const imagesAt = dataOrder({ repeats, batchSize: 108, seed: 2 })
    const shown = imagesAt(0).filter((image) => image < 4)
    expect(shown).toHaveLength(12)
    expect(new Set(imagesAt(0)).size).toBe(100)
  })
})
