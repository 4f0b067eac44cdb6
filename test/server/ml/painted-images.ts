import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { boxed, whole } from './labelled-objects.ts'

const WIDTH_PX = 96
const HEIGHT_PX = 64
const COLOURS = ['#d02020', '#2040d0'] as const

/** Names of what is painted: label 0 is red, label 1 is blue. */
export const PAINTED_LABELS = ['red', 'blue']

/** Real image files with coloured squares on grey, and their boxes. */
export async function paintSquares(folder: string, count: number, seed = 1): Promise<TrainingImage[]> {
  const random = createRandom(seed)
  await mkdir(folder, { recursive: true })
  return Promise.all(
    Array.from({ length: count }, (_, index) => index).map(async (index) => {
      const objects = [square(random, 0), square(random, 1)]
      const file = join(folder, `${index}.png`)
      await paint(file, objects)
      return {
        assetId: `asset-${index}`,
        file,
        width: WIDTH_PX,
        height: HEIGHT_PX,
        objects: objects.map(({ label, box }) => boxed(label, box)),
      }
    }),
  )
}

/** Real image files that are mostly red or mostly blue, with the colour as label of the whole image. */
export async function paintColours(folder: string, count: number, seed = 1): Promise<TrainingImage[]> {
  const images = await paintSquares(folder, count, seed)
  return Promise.all(
    images.map(async (image, index) => {
      const label = index % COLOURS.length
      await paint(image.file, [{ label, box: { x: 8, y: 8, width: 80, height: 48 } }])
      return { ...image, objects: [whole(label)] }
    }),
  )
}

type Square = { label: number; box: { x: number; y: number; width: number; height: number } }

/** Red on the left half, blue on the right, so that they never hide each other. */
function square(random: Random, label: number): Square {
  const side = 16 + random.integer(12)
  const half = WIDTH_PX / 2
  return {
    label,
    box: { x: label * half + random.integer(half - side), y: random.integer(HEIGHT_PX - side), width: side, height: side },
  }
}

async function paint(file: string, squares: readonly Square[]): Promise<void> {
  const background = { width: WIDTH_PX, height: HEIGHT_PX, channels: 3 as const, background: '#808080' }
  const layers = squares.map(({ label, box }) => ({
    input: { create: { width: box.width, height: box.height, channels: 3 as const, background: COLOURS[label] ?? '#000000' } },
    left: box.x,
    top: box.y,
  }))
  await sharp({ create: background }).composite(layers).png().toFile(file)
}
