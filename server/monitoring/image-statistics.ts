import sharp from 'sharp'
import { smallPicture, thumbnailOf } from '../image-files/thumbnail.ts'

/** What is measured on the pixels of an image; every number is of the image as a small thumbnail. */
export interface ImageStatistics {
  /** Mean of the luma, 0 to 1. */
  readonly brightness: number
  /** Standard deviation of the luma, 0 to 0.5. */
  readonly contrast: number
  /** Variance of the Laplacian of the luma (0 to 255) as its decimal logarithm: lower is blurrier (Pech-Pacheco et al., ICPR 2000). */
  readonly sharpness: number
  /** Mean distance of the strongest from the weakest colour, 0 to 1: 0 is grey. */
  readonly colour: number
  /** Mean of red minus blue, -1 to 1: higher is warmer. */
  readonly warmth: number
}

/** Blur is compared at one size; images that are smaller stay as they are. */
const SIDE = 224
const CHANNELS = 3
const WHITE = 255
/** Shares of red, green and blue in the luma (ITU-R BT.709). */
const LUMA = [0.2126, 0.7152, 0.0722] as const
/** An image of one colour has no variance, and its logarithm must be a number. */
const LEAST_VARIANCE = 1e-3

/** Measures an image that is no asset, made as small as an asset's thumbnail first, in the very same way; throws where it cannot be decoded. */
export async function measureSent(bytes: Uint8Array): Promise<ImageStatistics> {
  return measureImage(await thumbnailOf(await smallPicture(bytes, { isJudged: false })))
}

/** Measures a thumbnail of a file or of bytes, on other threads than the event loop's but for the sums; throws where it cannot be decoded. */
export async function measureImage(source: string | Uint8Array): Promise<ImageStatistics> {
  const { data, info } = await sharp(source, { failOn: 'none' })
    .autoOrient()
    .flatten()
    .toColourspace('srgb')
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return statisticsOf(info.channels === CHANNELS ? data : threeChannels(data, info.channels), info.width, info.height)
}

/** The statistics of [height, width, 3] bytes of red, green and blue. */
export function statisticsOf(pixels: Uint8Array, width: number, height: number): ImageStatistics {
  const count = width * height
  const luma = new Float32Array(count)
  const sums = { luma: 0, squared: 0, colour: 0, warmth: 0 }
  for (let place = 0; place < count; place++) {
    const red = pixels[place * CHANNELS] ?? 0
    const green = pixels[place * CHANNELS + 1] ?? 0
    const blue = pixels[place * CHANNELS + 2] ?? 0
    const value = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    luma[place] = value
    sums.luma += value
    sums.squared += value * value
    sums.colour += Math.max(red, green, blue) - Math.min(red, green, blue)
    sums.warmth += red - blue
  }
  const mean = sums.luma / count
  return {
    brightness: mean / WHITE,
    contrast: Math.sqrt(Math.max(0, sums.squared / count - mean * mean)) / WHITE,
    sharpness: Math.log10(laplacianVariance(luma, width, height) + LEAST_VARIANCE),
    colour: sums.colour / count / WHITE,
    warmth: sums.warmth / count / WHITE,
  }
}

/** Of the inner pixels: four times each minus its four neighbours. */
function laplacianVariance(luma: Float32Array, width: number, height: number): number {
  let [sum, squared, count] = [0, 0, 0]
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const around = (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - width] ?? 0) + (luma[at + width] ?? 0)
      const edge = 4 * (luma[at] ?? 0) - around
      sum += edge
      squared += edge * edge
      count++
    }
  return count === 0 ? 0 : squared / count - (sum / count) ** 2
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array((data.length / channels) * CHANNELS)
  for (let place = 0; place < pixels.length; place++)
    pixels[place] = data[Math.floor(place / CHANNELS) * channels + (channels > CHANNELS ? place % CHANNELS : 0)] ?? 0
  return pixels
}
