import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createVectorProcess } from '#server/ml/embedding/vector-process.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { measureSent } from '#server/monitoring/image-statistics.ts'
import type { Observation } from '#server/monitoring/observation.ts'
import { fileNumbers } from '#server/monitoring/observe-assets.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { createRandom } from '#shared/random.ts'
import { bounds } from '#shared/shapes/index.ts'
import { readBccd, readSignDigits } from '../accuracy-data.ts'
import { type Shift, shifts } from './shifts.ts'

/** An image as the monitoring sees it, with its true class where it has one. */
export interface Seen extends Observation {
  readonly label: number | null
}
/** Hand signs and single blood cells have a class each, and vectors; whole smears are looked at by their pixels alone. */
export type DataSetName = 'hand signs' | 'blood cells' | 'single cells'

const SPLIT_SEED = 0
/** A cell with what is around it, pixels, and so many of each kind at most. */
const CELL = { side: 96, perClass: 350 } as const

/** Every image of a real data set under a shift: statistics, and of hand signs vectors. Kept in the folder, so that a second run measures nothing. */
export async function observed(name: DataSetName, shift: Shift, folder: string): Promise<Seen[]> {
  const file = join(folder, `${name} ${shift}.json`.replaceAll(/[ %]/g, '-'))
  if (!existsSync(file)) await writeFile(file, JSON.stringify(await measure(name, shift, folder)))
  const rows = JSON.parse(await readFile(file, 'utf8')) as (Omit<Seen, 'vector' | 'mixes'> & { vector: number[] | null })[]
  return rows.map((row) => ({ ...row, mixes: {}, vector: row.vector && Float32Array.from(row.vector) }))
}

async function measure(name: DataSetName, shift: Shift, folder: string) {
  const images = await imagesOf(name, folder)
  const shifted = join(folder, `${name} ${shift}`.replaceAll(/[ %]/g, '-'))
  await mkdir(shifted, { recursive: true })
  const files: string[] = []
  const numbers: Observation['numbers'][] = []
  for (const [place, { file }] of images.entries()) {
    const bytes = await shifts[shift](file)
    const { width, height } = await sharp(bytes).metadata()
    numbers.push({ ...(await measureSent(bytes)), ...fileNumbers({ width, height, bytes: bytes.length }) })
    const path = join(shifted, `${place}.jpg`)
    await writeFile(path, bytes)
    files.push(path)
  }
  const hasClasses = name !== 'blood cells'
  const vectors = hasClasses ? await embedded(files) : []
  return images.map((image, place) => ({
    id: String(place),
    numbers: numbers[place] ?? {},
    vector: vectors[place] ?? null,
    label: hasClasses ? labelOf(image) : null,
  }))
}

/** The files behind what is observed, in its order, each with its class or its objects. */
export async function imagesOf(name: DataSetName, folder: string): Promise<TrainingImage[]> {
  const { train, validation, test } = name === 'hand signs' ? await readSignDigits(SPLIT_SEED) : await readBccd()
  const images = [...train, ...validation, ...test]
  return name === 'single cells' ? cutCells(images, folder) : images
}

/** Squares around labelled cells, the same number of every kind as far as there are, drawn by lot. */
async function cutCells(images: readonly TrainingImage[], folder: string): Promise<TrainingImage[]> {
  const into = join(folder, 'cells')
  await mkdir(into, { recursive: true })
  const cells = images.flatMap((image) => image.objects.map((object) => ({ image, object })))
  const counts = new Map<number, number>()
  const drawn = createRandom(SPLIT_SEED)
    .shuffled(cells)
    .filter(({ object: { label } }) => {
      counts.set(label, (counts.get(label) ?? 0) + 1)
      return (counts.get(label) ?? 0) <= CELL.perClass
    })
  return Promise.all(
    drawn.map(async ({ image, object }, place) => {
      const { x, y, width, height } = bounds(object.shape) ?? { x: 0, y: 0, width: 0, height: 0 }
      const from = (middle: number, whole: number) => Math.round(Math.min(whole - CELL.side, Math.max(0, middle - CELL.side / 2)))
      const [left, top] = [from(x + width / 2, image.width), from(y + height / 2, image.height)]
      const file = join(into, `${place}.png`)
      await sharp(image.file).extract({ left, top, width: CELL.side, height: CELL.side }).png().toFile(file)
      const whole = { label: object.label, shape: { kind: 'whole' as const }, value: null }
      return { assetId: file, file, width: CELL.side, height: CELL.side, objects: [whole] }
    }),
  )
}

const labelOf = ({ objects }: TrainingImage): number => objects[0]?.label ?? 0

async function embedded(files: readonly string[]): Promise<number[][]> {
  const vectors = createVectorProcess()
  try {
    const asked = files.map((file) => ({ file, region: null }))
    const { images } = await vectors.ask<'embed'>({
      type: 'embed',
      images: asked,
      pretrainedFolder: pretrainedFolder(),
      engine: 'auto',
    })
    return images.map((image) => {
      if ('unreadable' in image) throw new Error(`Expected an image, got ${image.unreadable}`)
      return [...image.vector]
    })
  } finally {
    vectors.close()
  }
}
