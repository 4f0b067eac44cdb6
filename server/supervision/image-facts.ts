import sharp from 'sharp'
import type { PixelFacts } from '#shared/labeling-rules/facts.ts'
import { shownBetween } from '../shown-values.ts'

/** Pixels along the longer side that figures are taken from: the same for images of any size. */
const SIDE = 128
const CHANNELS = 3
const BRIGHTEST = 255
const MOST_PIXELS = 5e8
const DEGREES = 360

/** Weights of red, green and blue in a grey value (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const

/** Opens an image, by its path or its bytes, and measures it, small and upright; rejects where it is none. */
export async function measureImage(file: string | Uint8Array, values: readonly [number, number] | null): Promise<PixelFacts> {
  const image = sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'none' }).autoOrient()
  const { data, info } = await shownBetween(image, values)
    .toColourspace('srgb')
    .removeAlpha()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return factsOfPixels(data, info.width, info.height)
}

/** The figures of pixels [height, width, 3] with 8 bits a channel; see NUMBER_FACTS for what each is. */
export function factsOfPixels(data: Uint8Array, width: number, height: number): PixelFacts {
  const pixels = width * height
  const [red, green, blue] = [0, 1, 2].map((channel) => meanOf(data, channel)) as [number, number, number]
  const grey = Float64Array.from({ length: pixels }, (_, at) => greyAt(data, at))
  const brightness = grey.reduce((sum, value) => sum + value, 0) / pixels
  const [darkest, brightest] = grey.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1, 0])
  return {
    brightness,
    contrast: Math.sqrt(grey.reduce((sum, value) => sum + (value - brightness) ** 2, 0) / pixels),
    sharpness: edgeStrength(grey, width, height),
    saturation: meanSaturation(data, pixels),
    hue: hueOf(red, green, blue),
    red,
    green,
    blue,
    ink: grey.reduce((count, value) => count + Number(value < (darkest + brightest) / 2), 0) / pixels,
  }
}

const greyAt = (data: Uint8Array, at: number): number =>
  LUMA.reduce((sum, weight, channel) => sum + weight * (data[at * CHANNELS + channel] ?? 0), 0) / BRIGHTEST

function meanOf(data: Uint8Array, channel: number): number {
  let sum = 0
  for (let at = channel; at < data.length; at += CHANNELS) sum += data[at] ?? 0
  return sum / (data.length / CHANNELS) / BRIGHTEST
}

/** Root mean square of the Laplacian over the pixels that have four neighbours. */
function edgeStrength(grey: Float64Array, width: number, height: number): number {
  let sum = 0
  const at = (x: number, y: number) => grey[y * width + x] ?? 0
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) sum += (4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1)) ** 2
  const inside = Math.max(1, (width - 2) * (height - 2))
  return Math.sqrt(sum / inside)
}

// Of HSV: the share by which the weakest channel is below the strongest.
function meanSaturation(data: Uint8Array, pixels: number): number {
  let sum = 0
  for (let at = 0; at < data.length; at += CHANNELS) {
    const [r, g, b] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
    const strongest = Math.max(r, g, b)
    if (strongest > 0) sum += (strongest - Math.min(r, g, b)) / strongest
  }
  return sum / pixels
}

function hueOf(red: number, green: number, blue: number): number {
  const angle = Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue)
  return ((angle * DEGREES) / (2 * Math.PI) + DEGREES) % DEGREES
}
