import { type Mask, Shape } from '#shared/shapes/index.ts'
import { pixelMask, maskPixels as pixelsIn } from '#shared/shapes/mask-pixels.ts'

/** A mask's pixels over a whole image, row by row: 1 inside. */
export const maskPixels = (mask: Mask, { width, height }: { width: number; height: number }): Uint8Array =>
  pixelsIn(mask, { x: 0, y: 0, width, height })

/** The mask of a whole image's pixels; null where nothing is painted. */
export function maskOf(pixels: Uint8Array, { width, height }: { width: number; height: number }): Mask | null {
  const mask = pixelMask(pixels, { x: 0, y: 0, width, height })
  return mask && Shape.safeParse(mask).success ? mask : null
}
