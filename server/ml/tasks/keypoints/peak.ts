import type { Grid } from '../task.ts'

/** A place on the grid in cells (0.5 is the middle of the first) and how sure it is, 0 to 1. */
export interface Peak {
  readonly x: number
  readonly y: number
  readonly score: number
}

/** One channel of an output as probabilities. */
export type Heat = (x: number, y: number) => number

/** Scores below this say nothing. */
const SCORE_FLOOR = 0.05
const MOST_PEAKS = 50
/** A place is read from at most this far beside its highest cell. */
const MOST_SHIFT_CELLS = 0.5
const TINY = 1e-6

/** The local maxima of a heat map, the highest first, each between its cells where a Gaussian through its neighbours has its top. */
export function peaksOf(heat: Heat, grid: Grid): Peak[] {
  const found: Peak[] = []
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const score = heat(x, y)
      if (score < SCORE_FLOOR || !isPeak(heat, grid, x, y, score)) continue
      const across = shift((step) => inside(heat, grid, x + step, y))
      const down = shift((step) => inside(heat, grid, x, y + step))
      found.push({ x: x + 0.5 + across, y: y + 0.5 + down, score })
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, MOST_PEAKS)
}

function isPeak(heat: Heat, grid: Grid, x: number, y: number, score: number): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(grid.height - 1, y + 1); row++)
    for (let column = Math.max(0, x - 1); column <= Math.min(grid.width - 1, x + 1); column++)
      if (heat(column, row) > score) return false
  return true
}

/** Where the parabola through three logarithms has its top, from the middle one (Zhang et al. 2020, arXiv 1910.06278, in one dimension). */
function shift(at: (step: -1 | 0 | 1) => number | null): number {
  const [before, here, after] = [at(-1), at(0), at(1)].map((value) => (value === null ? null : Math.log(value + TINY)))
  if (before == null || here == null || after == null) return 0
  const curvature = before - 2 * here + after
  if (curvature > -TINY) return 0
  return Math.max(-MOST_SHIFT_CELLS, Math.min(MOST_SHIFT_CELLS, (before - after) / (2 * curvature)))
}

const inside = (heat: Heat, grid: Grid, x: number, y: number): number | null =>
  x >= 0 && y >= 0 && x < grid.width && y < grid.height ? heat(x, y) : null
