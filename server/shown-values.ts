import type { Sharp } from 'sharp'

/** What 16 bits can say. */
const BRIGHTEST = 65_535

/** A 16-bit image with these values as black and white, the rest spread between them (to be written with 8 bits); without them as it is. */
export function shownBetween(image: Sharp, values: readonly [black: number, white: number] | null): Sharp {
  if (!values) return image
  const [black, white] = values
  const spread = BRIGHTEST / Math.max(white - black, 1)
  return image.linear(spread, -black * spread)
}
