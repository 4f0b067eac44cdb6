import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Picture } from '#client/smart/picture.ts'
import type { Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { polygonMask } from '#shared/shapes/polygon-mask.ts'
import { encodeRuns } from '#shared/shapes/run-length.ts'
import { sharedData } from '../shared-data.ts'

/** An image with what people say is on it. */
export interface SegmentedImage {
  readonly picture: Picture
  readonly objects: readonly Mask[]
}

const MASKED = 128

/** Dates, figs and hazelnuts by their outlines. */
export async function readFruits(): Promise<SegmentedImage[]> {
  const folder = sharedData('fruits-nuts')
  const { images, annotations } = JSON.parse(await readFile(join(folder, 'trainval.json'), 'utf8')) as Coco
  return Promise.all(
    images.map(async ({ id, file_name, width, height }) => ({
      picture: await readPicture(join(folder, 'images', file_name)),
      objects: annotations
        .filter(({ image_id }) => image_id === id)
        .flatMap(({ segmentation: [flat] }) => (flat ? [outlined(flat, width, height)] : [])),
    })),
  )
}

/** Cell nuclei under the microscope by a mask each; `most` images. */
export async function readNuclei(most: number): Promise<SegmentedImage[]> {
  const folder = join(sharedData('nuclei'), 'stage1_train')
  const ids = (await readdir(folder)).sort().slice(0, most)
  return Promise.all(
    ids.map(async (id) => {
      const masks = join(folder, id, 'masks')
      const objects = await Promise.all((await readdir(masks)).sort().map((name) => readMask(join(masks, name))))
      return {
        picture: await readPicture(join(folder, id, 'images', `${id}.png`)),
        objects: objects.flatMap((mask) => mask ?? []),
      }
    }),
  )
}

/** An image file as the browser would hand it to the worker. */
export async function readPicture(file: string): Promise<Picture> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const size = { width: info.width, height: info.height }
  return { image: size, pixels: { ...size, data: new Uint8ClampedArray(data) } }
}

interface Coco {
  images: { id: number; file_name: string; width: number; height: number }[]
  annotations: { image_id: number; segmentation: number[][] }[]
}

function outlined(flat: number[], width: number, height: number): Mask {
  const runs = polygonMask(flat, height, width)
  return { kind: 'mask', x: 0, y: 0, width, height, counts: encodeRuns(runs) }
}

async function readMask(file: string): Promise<Mask | null> {
  const { data, info } = await sharp(file).toColourspace('b-w').extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  const inside = data.map((value) => Number(value >= MASKED))
  return pixelMask(inside, { x: 0, y: 0, width: info.width, height: info.height })
}
