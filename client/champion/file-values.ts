import type { Picture } from '../smart/picture.ts'

/** Steps of eight bits, and what each of them means in sixteen. */
const STEPS = 255
const VALUES_PER_STEP = 256
const BRIGHTEST = 65_535
const RGBA = 4

/**
 * Shown pixels of a 16-bit image, whose values from `black` to `white` were spread over all brightness, as its file says them in eight bits: what a
 * network at the server gets to see. What lies outside was cut off where it was shown.
 */
export function fileValues(pixels: Picture['pixels'], [black, white]: readonly [number, number]): Picture['pixels'] {
  const perStep = ((white - black) * VALUES_PER_STEP) / BRIGHTEST
  const byShown = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, shown) =>
    Math.floor((black + (shown + 0.5) * perStep) / VALUES_PER_STEP),
  )
  return {
    ...pixels,
    data: pixels.data.map((value, at) => (at % RGBA === RGBA - 1 ? value : (byShown[value] as number))),
  }
}
