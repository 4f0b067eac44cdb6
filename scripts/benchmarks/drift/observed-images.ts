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
import { readBccd, readSignDigits } from '../accuracy-data.ts'
import { type Shift, shifts } from './shifts.ts'

/** An image as the monitoring sees it, with its true class where it has one. */
export interface Seen extends Observation {
  readonly label: number | null
}
export const DATA_SETS = ['hand signs', 'blood cells'] as const
export type DataSetName = (typeof DATA_SETS)[number]

const SPLIT_SEED = 0

/** Every image of a real data set under a shift: statistics, and of hand signs vectors. Kept in the folder, so that a second run measures nothing. */
export async function observed(name: DataSetName, shift: Shift, folder: string): Promise<Seen[]> {
  const file = join(folder, `${name} ${shift}.json`.replaceAll(/[ %]/g, '-'))
  if (!existsSync(file)) await writeFile(file, JSON.stringify(await measure(name, shift, folder)))
  const rows = JSON.parse(await readFile(file, 'utf8')) as (Omit<Seen, 'vector' | 'mixes'> & { vector: number[] | null })[]
  return rows.map((row) => ({ ...row, mixes: {}, vector: row.vector && Float32Array.from(row.vector) }))
}

async function measure(name: DataSetName, shift: Shift, folder: string) {
  const { train, validation, test } = name === 'hand signs' ? await readSignDigits(SPLIT_SEED) : await readBccd()
  const images = [...train, ...validation, ...test]
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
  const vectors = name === 'hand signs' ? await embedded(files) : []
  return images.map((image, place) => ({
    id: String(place),
    numbers: numbers[place] ?? {},
    vector: vectors[place] ?? null,
    label: name === 'hand signs' ? labelOf(image) : null,
  }))
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
