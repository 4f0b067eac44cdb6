import type { Grid } from '../prediction.ts'
import { CALIBRATION_CHANNELS, MEMORY_SIZE } from './channels.ts'

/** How far every cell is from the nearest patch of a good image, row by row; and what is usual for good images as a whole. */
export interface DistanceMap {
  /** Shape [h, w]. */
  readonly distances: Float32Array
  /** Of the distances of whole good images. */
  readonly usual: { readonly mean: number; readonly deviation: number }
}

/** Share of an image's cells that speak for it: those that are farthest. */
const TELLING_SHARE = 0.01
const FEWEST_CELLS = 3

/** One image's output [h, w, 1 + memory + 2]: |f|², then -2 f·m + |m|² for every patch m that is remembered, then what is usual. */
export function distanceMap(output: Float32Array, grid: Grid): DistanceMap {
  const channels = 1 + MEMORY_SIZE + CALIBRATION_CHANNELS
  const distances = new Float32Array(grid.width * grid.height)
  for (let cell = 0; cell < distances.length; cell++) {
    const at = cell * channels
    let nearest = Number.POSITIVE_INFINITY
    for (let place = 1; place <= MEMORY_SIZE; place++) nearest = Math.min(nearest, output[at + place] as number)
    distances[cell] = Math.sqrt(Math.max(0, (output[at] as number) + nearest))
  }
  const [mean = 0, deviation = 1] = output.subarray(1 + MEMORY_SIZE, channels)
  return { distances, usual: { mean, deviation } }
}

/** How far an image as a whole is from good ones: the mean over the hundredth of its cells that are farthest. */
export function imageDistance(distances: Float32Array): number {
  const cells = Math.max(FEWEST_CELLS, Math.round(TELLING_SHARE * distances.length))
  const farthest = Float32Array.from(distances).sort().subarray(-cells)
  return farthest.reduce((sum, value) => sum + value, 0) / farthest.length
}
