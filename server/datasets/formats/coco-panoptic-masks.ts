import sharp from 'sharp'
import type { Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import type { Bounds } from '#shared/shapes/shape.ts'

const MOST_PIXELS = 5e7
const CHANNELS = 3
const [GREEN, BLUE] = [256, 65_536]

/** Which segment each pixel of an image belongs to, row by row. */
export interface SegmentMap {
  readonly ids: Uint32Array
  readonly width: number
  readonly height: number
}

/** Reads a panoptic picture: the number of a pixel's segment is R + 256 G + 65536 B (COCO panoptic format). Throws where it is no picture. */
export async function segmentMapOf(picture: Uint8Array): Promise<SegmentMap> {
  const image = sharp(picture, { limitInputPixels: MOST_PIXELS }).removeAlpha().toColourspace('srgb')
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const ids = new Uint32Array(width * height)
  for (let at = 0, from = 0; at < ids.length; at++, from += channels) {
    const red = data[from] as number
    const [green, blue] = channels < CHANNELS ? [red, red] : [data[from + 1] as number, data[from + 2] as number]
    ids[at] = red + GREEN * green + BLUE * blue
  }
  return { ids, width, height }
}

/** The masks of some segments; null for one of which no pixel is there. */
export function segmentMasks({ ids, width, height }: SegmentMap, wanted: readonly number[]): (Mask | null)[] {
  const extents = new Map(wanted.map((id) => [id, { left: width, top: height, right: -1, bottom: -1 }]))
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const extent = extents.get(ids[at] as number)
      if (!extent) continue
      if (x < extent.left) extent.left = x
      if (x > extent.right) extent.right = x
      if (y < extent.top) extent.top = y
      extent.bottom = y
    }
  return wanted.map((id) => {
    const { left, top, right, bottom } = extents.get(id) as { left: number; top: number; right: number; bottom: number }
    return right < 0 ? null : cropOf(ids, width, id, { x: left, y: top, width: right - left + 1, height: bottom - top + 1 })
  })
}

function cropOf(ids: Uint32Array, stride: number, id: number, frame: Bounds): Mask | null {
  const pixels = new Uint8Array(frame.width * frame.height)
  for (let y = 0, to = 0; y < frame.height; y++)
    for (let x = 0, from = (frame.y + y) * stride + frame.x; x < frame.width; x++, from++, to++)
      pixels[to] = ids[from] === id ? 1 : 0
  return pixelMask(pixels, frame)
}

/** A picture of segments: PNG, without loss. */
export async function pictureOfSegments({ ids, width, height }: SegmentMap): Promise<Buffer> {
  const pixels = new Uint8Array(ids.length * CHANNELS)
  for (const [at, id] of ids.entries()) {
    pixels[at * CHANNELS] = id % GREEN
    pixels[at * CHANNELS + 1] = Math.floor(id / GREEN) % GREEN
    pixels[at * CHANNELS + 2] = Math.floor(id / BLUE) % GREEN
  }
  return sharp(pixels, { raw: { width, height, channels: CHANNELS } })
    .png()
    .toBuffer()
}
