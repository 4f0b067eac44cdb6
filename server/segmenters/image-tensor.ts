import sharp from 'sharp'
import { letterboxed } from '#shared/segmenter/letterbox.ts'
import { shownBetween } from '../shown-values.ts'
import type { ImageToEncode } from './encoder-messages.ts'

/** Mean and deviation of ImageNet, red first, of 0 to 1. */
const MEAN = [0.485, 0.456, 0.406] as const
const DEVIATION = [0.229, 0.224, 0.225] as const
const CHANNELS = MEAN.length
const BRIGHTEST = 255

/** An image file as an encoder takes it: float32 [1, 3, height, width]; what the image does not cover is zero. */
export async function imageTensor(
  { file, page, values }: ImageToEncode,
  frame: readonly [height: number, width: number],
): Promise<Float32Array> {
  // The import judged the size of the image.
  const open = () => sharp(file, { page, limitInputPixels: false })
  const { autoOrient } = await open().metadata()
  const { width, height } = letterboxed(autoOrient, frame)
  const upright = open().autoOrient().resize(width, height, { fit: 'fill' })
  const bytes = await shownBetween(upright, values).toColourspace('srgb').removeAlpha().raw().toBuffer()
  const plane = frame[0] * frame[1]
  const tensor = new Float32Array(CHANNELS * plane)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < CHANNELS; channel++, at++)
        tensor[channel * plane + y * frame[1] + x] =
          ((bytes[at] as number) / BRIGHTEST - (MEAN[channel] as number)) / (DEVIATION[channel] as number)
  return tensor
}
