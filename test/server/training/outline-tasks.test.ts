import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { learnedShape } from '#server/training/learned-shape.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { problem, type Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { cornersOf } from '#shared/shapes/rotated-box.ts'
import { tasks } from '#shared/tasks/index.ts'
import { saidOf } from '../ml/said-of.ts'

/** Trainings in processes of their own, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 240_000
const SIZE = { width: 128, height: 96 }
const COLOURS = ['#3060c0', '#c03030']
const SLATS_PER_IMAGE = 5

let folder: string
let images: TrainingImage[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-outlines-'))
  images = await paintSlats(folder, 8)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a training', { timeout: TIMEOUT_MS }, () => {
  for (const [task, architecture] of [
    ['segmentation', 'segmenter'],
    ['oriented', 'center-point'],
  ] as const) {
    it(`finds coloured slats, however they are turned: ${task}`, async () => {
      const { modelFolder } = await startTrainer({
        runId: task,
        task,
        labels: ['blue', 'red'],
        architecture,
        parameters: { epochs: 90, inputWidth: SIZE.width, inputHeight: SIZE.height, learningRate: 0.006, scale: 0.1 },
        seed: 0,
        train: images,
        validation: [],
        workFolder: join(folder, task),
        engine: 'auto',
      })
      const said = await saidOf(modelFolder, images)
      for (const [index, { objects }] of images.entries()) {
        for (const { label, shape } of objects) {
          const found = (said[index] ?? []).filter((one) => one.label === label)
          const shown = found.flatMap((one) => tasks[task].proposed?.(one.shape) ?? [])
          expect(Math.max(0, ...shown.map((one) => overlap(one, shape)))).toBeGreaterThan(0.5)
          expect(shown.filter((one) => problem(one) !== null || !isAllowed(task, one))).toEqual([])
        }
      }
    })
  }
})

const isAllowed = (task: 'segmentation' | 'oriented', { kind }: Shape): boolean =>
  (tasks[task].shapes as readonly string[]).includes(kind)

/** Real image files with coloured slats on grey, in rows that keep them apart. */
async function paintSlats(into: string, count: number): Promise<TrainingImage[]> {
  await mkdir(into, { recursive: true })
  const random = createRandom(1)
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const slats = Array.from({ length: SLATS_PER_IMAGE }, (_one, place) => aSlat(random, place))
      const painted = slats.map(
        ({ shape, label }) => `<polygon points="${cornersOf(shape).join(' ')}" fill="${COLOURS[label]}"/>`,
      )
      const { width, height } = SIZE
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#808080"/>${painted.join('')}</svg>`
      const file = join(into, `${index}.png`)
      await sharp(Buffer.from(svg)).png().toFile(file)
      const objects = slats.flatMap(({ shape, label }) => {
        const learned = learnedShape(shape)
        return learned ? [{ label, shape: learned, value: null }] : []
      })
      return { assetId: `${index}`, file, ...SIZE, objects }
    }),
  )
}

function aSlat(random: Random, place: number) {
  const [column, row] = [place % 3, Math.floor(place / 3)]
  const shape = {
    kind: 'rotated-box',
    cx: 20 + column * 34 + random.integer(8),
    cy: 24 + row * 40 + random.integer(8),
    width: 14 + random.integer(14),
    height: 7 + random.integer(6),
    rotation: random.integer(180),
  } as const
  return { shape, label: place % 2 }
}
