import type { Grid } from './prediction.ts'

/** The cells of an output [n, h, w, channels], or of vectors [n, channels]. */
export function gridOf(shape: readonly number[]): Grid {
  const [, height = 1, width = 1, channels] = shape
  return channels === undefined ? { height: 1, width: 1 } : { height, width }
}
