import { peaksIn } from '../peaks.ts'
import type { Grid } from '../prediction.ts'

/** A place on the grid in cells (0.5 is the middle of the first) and how sure it is, 0 to 1. */
export interface HeatPeak {
  readonly x: number
  readonly y: number
  readonly score: number
}

/** Scores below this say nothing. */
const SCORE_FLOOR = 0.05
const MOST_PEAKS = 50
/** A place is read from at most this far beside its highest cell. */
const MOST_SHIFT_CELLS = 0.5
const TINY = 1e-6

/** The peaks of one keypoint's probabilities [h * w], the highest first, each between its cells where a Gaussian through its neighbours has its top. */
export function heatPeaks(heat: Float64Array, grid: Grid): HeatPeak[] {
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < grid.width && y < grid.height ? (heat[y * grid.width + x] as number) : null
  return peaksIn({ values: heat, grid, channels: 1, maps: 1 }, SCORE_FLOOR)
    .map(({ x, y, value: score }): HeatPeak => {
      const across = shift((step) => at(x + step, y))
      const down = shift((step) => at(x, y + step))
      return { x: x + 0.5 + across, y: y + 0.5 + down, score }
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_PEAKS)
}

/** Where the parabola through three logarithms has its top, from the middle one (Zhang et al. 2020, arXiv 1910.06278, in one dimension). */
function shift(at: (step: -1 | 0 | 1) => number | null): number {
  const [before, here, after] = [at(-1), at(0), at(1)].map((value) => (value === null ? null : Math.log(value + TINY)))
  if (before == null || here == null || after == null) return 0
  const curvature = before - 2 * here + after
  if (curvature > -TINY) return 0
  return Math.max(-MOST_SHIFT_CELLS, Math.min(MOST_SHIFT_CELLS, (before - after) / (2 * curvature)))
}
