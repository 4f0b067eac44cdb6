import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readModel } from '#server/ml/models/model-file.ts'
import type { TrainerSpec, TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { startTrainer } from '#server/training/trainer-process.ts'
import { bounds } from '#shared/shapes/index.ts'
import { PAINTED_LABELS, paintColours, paintSquares } from '../ml/painted-images.ts'
import { saidOf } from '../ml/said-of.ts'

/** Trainings in processes of their own, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 240_000
const CORNERS = ['left top', 'right bottom']

let folder: string
let squares: { train: TrainingImage[]; validation: TrainingImage[] }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-every-task-'))
  squares = {
    train: await paintSquares(join(folder, 'train'), 24),
    validation: await paintSquares(join(folder, 'validation'), 8, 2),
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const aSpec = (spec: Pick<TrainerSpec, 'task'> & Partial<TrainerSpec>): TrainerSpec => ({
  runId: 'run',
  labels: PAINTED_LABELS,
  architecture: 'classifier-small',
  parameters: { epochs: 12, inputWidth: 64, inputHeight: 64 },
  seed: 1,
  train: [],
  validation: [],
  workFolder: join(folder, spec.task),
  engine: 'auto',
  ...spec,
})

describe('a training', { timeout: TIMEOUT_MS }, () => {
  it('learns any number of tags for an image', async () => {
    // Red has a tag, blue has none: of half of the images nothing is true.
    const tagged = async (name: string, seed: number): Promise<TrainingImage[]> =>
      (await paintColours(join(folder, name), 24, seed)).map((image) => ({
        ...image,
        objects: image.objects.filter(({ label }) => label === 0),
      }))
    const [train, validation] = [await tagged('tags', 1), await tagged('more-tags', 3)]
    const { validation: figures, modelFolder } = await startTrainer(aSpec({ task: 'multilabel', train, validation }))
    expect(figures).toMatchObject({ metricName: 'mAP', metric: 1 })
    const said = await saidOf(modelFolder, validation.slice(0, 2))
    expect(said.map((predictions) => predictions.length)).toEqual([2, 2])
  })

  it('learns a number from an image, and says it in its own unit', async () => {
    const sized = (images: TrainingImage[]): TrainingImage[] =>
      images.map((image) => {
        const red = bounds(image.objects[0]?.shape ?? { kind: 'whole' })
        return { ...image, objects: [{ label: 0, shape: { kind: 'whole' }, value: 1000 + (red?.width ?? 0) }] }
      })
    const { modelFolder, validation: figures } = await startTrainer(
      aSpec({
        task: 'regression',
        labels: ['side'],
        train: sized(squares.train),
        validation: sized(squares.validation),
        parameters: { epochs: 60, inputWidth: 96, inputHeight: 64 },
      }),
    )
    expect(figures?.metricName).toBe('R²')
    expect(figures?.metric).toBeGreaterThan(0.5)
    const [said] = await saidOf(modelFolder, squares.validation.slice(0, 1))
    expect(said?.[0]?.value).toBeGreaterThan(1000)
    expect(said?.[0]?.value).toBeLessThan(1040)
  })

  it('learns where the keypoints of objects are', async () => {
    const cornered = (images: TrainingImage[]): TrainingImage[] =>
      images.map((image) => ({
        ...image,
        objects: image.objects.flatMap(({ label, shape }) => {
          const box = bounds(shape)
          if (!box) return []
          const keypoints = [box.x, box.y, 2, box.x + box.width, box.y + box.height, 2]
          return [{ label, shape: { kind: 'skeleton' as const, keypoints }, value: null }]
        }),
      }))
    const { validation: figures, modelFolder } = await startTrainer(
      aSpec({
        task: 'keypoints',
        keypoints: { red: CORNERS, blue: CORNERS },
        architecture: 'center-point',
        train: cornered(squares.train),
        validation: cornered(squares.validation),
        // Here left and right are places on the image, not sides of a body.
        parameters: { epochs: 40, inputWidth: 96, inputHeight: 64, horizontalFlip: false, rotationDegrees: 0 },
      }),
    )
    expect(figures?.metric).toBeGreaterThan(0.7)
    const [said] = await saidOf(modelFolder, squares.validation.slice(0, 1))
    const [truth] = cornered(squares.validation)
    const wanted = truth?.objects[0]
    const best = said?.find(({ label }) => label === wanted?.label)
    if (best?.shape.kind !== 'skeleton' || wanted?.shape.kind !== 'skeleton') throw new Error('expected skeletons')
    const [x = 0, y = 0] = best.shape.keypoints
    const [trueX = 0, trueY = 0] = wanted.shape.keypoints
    expect(Math.hypot(x - trueX, y - trueY)).toBeLessThan(4)
  })

  it('is fitted to good images alone, and tells others from them', async (context) => {
    if (!existsSync(join(pretrainedFolder(), 'centernet.json'))) context.skip('the pretrained network is not on this machine')
    const colours = async (name: string, seed: number) => paintColours(join(folder, name), 16, seed)
    const [train, validation] = [await colours('good', 5), await colours('both', 6)]
    const types: string[] = []
    const { validation: figures, modelFolder } = await startTrainer(
      aSpec({
        task: 'anomaly',
        labels: ['good', 'defect'],
        architecture: 'auto',
        train,
        validation,
        parameters: { inputWidth: 96, inputHeight: 64 },
      }),
      { onMessage: ({ type }) => types.push(type) },
    )
    expect(types).toEqual(expect.arrayContaining(['started', 'progress', 'validation', 'done']))
    expect(figures).toMatchObject({ metricName: 'AUROC', metric: 1 })
    const { description, weights } = await readModel(modelFolder)
    expect(description.architecture).toBe('patch-memory')
    expect(weights.find(({ name }) => name === 'memory/bias')?.values.some((value) => value > 0)).toBe(true)
    const said = await saidOf(modelFolder, validation.slice(0, 2))
    expect(said.map((predictions) => predictions[0]?.label)).toEqual([0, 1])
  })
})
