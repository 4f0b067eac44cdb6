import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom, type Random } from '#shared/random.ts'

const WIDTH = 160
const HEIGHT = 120
const OBJECTS_PER_IMAGE = 3
const SMALLEST = 20
const LABELS = ['disc', 'block'] as const

interface Painted {
  readonly label: (typeof LABELS)[number]
  readonly x: number
  readonly y: number
  readonly size: number
}

/** Writes a Pascal VOC data set of painted images below a folder; every image holds three objects. */
export async function writeVocSet(folder: string, { images, seed }: { images: number; seed: number }): Promise<void> {
  const random = createRandom(seed)
  for (const part of ['JPEGImages', 'Annotations']) mkdirSync(join(folder, part), { recursive: true })
  for (let number = 1; number <= images; number++) {
    const objects = Array.from({ length: OBJECTS_PER_IMAGE }, (_, index) => paintedObject(random, index))
    const background = `rgb(${[1, 2, 3].map(() => random.integer(120)).join()})`
    const shapes = objects.map(svgOf).join('')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="${background}"/>${shapes}</svg>`
    await sharp(Buffer.from(svg))
      .jpeg()
      .toFile(join(folder, 'JPEGImages', `image-${number}.jpg`))
    writeFileSync(join(folder, 'Annotations', `image-${number}.xml`), xmlOf(`image-${number}.jpg`, objects))
  }
}

/** Objects in such a set. */
export const objectsIn = (images: number): number => images * OBJECTS_PER_IMAGE

// Side by side, so that no two overlap.
function paintedObject(random: Random, index: number): Painted {
  const column = WIDTH / OBJECTS_PER_IMAGE
  const size = SMALLEST + random.integer(Math.floor(column) - SMALLEST)
  const x = Math.floor(index * column + random.integer(Math.floor(column) - size + 1))
  return { label: LABELS[random.integer(LABELS.length)] ?? LABELS[0], x, y: random.integer(HEIGHT - size), size }
}

function svgOf({ label, x, y, size }: Painted): string {
  if (label === 'block') return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="#e67"/>`
  return `<circle cx="${x + size / 2}" cy="${y + size / 2}" r="${size / 2}" fill="#6ce"/>`
}

function xmlOf(file: string, objects: readonly Painted[]): string {
  const boxes = objects.map(
    ({ label, x, y, size }) =>
      `<object><name>${label}</name><bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + size}</xmax><ymax>${y + size}</ymax></bndbox></object>`,
  )
  const dimensions = `<size><width>${WIDTH}</width><height>${HEIGHT}</height><depth>3</depth></size>`
  return `<annotation><filename>${file}</filename>${dimensions}${boxes.join('')}</annotation>`
}
