import type { ReadOutput } from './read-output.ts'

/** The middle of an object, in cells whose middles are whole numbers. */
export interface Centre {
  readonly x: number
  readonly y: number
  readonly score: number
}

/** Scores below this are never worth a look. */
const SCORE_FLOOR = 0.05
const MAXIMUM_CENTRES = 300

/** The peaks of the centre map, best first, but for those whose own vote goes to a better one. */
export function findCentres(read: ReadOutput): Centre[] {
  const { grid, centre, votes } = read
  const peaks: Centre[] = []
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const score = centre[y * grid.width + x] as number
      if (score >= SCORE_FLOOR && isPeak(read, x, y, score)) peaks.push({ x, y, score })
    }
  }
  const kept: Centre[] = []
  for (const peak of peaks.sort((a, b) => b.score - a.score)) {
    if (kept.length >= MAXIMUM_CENTRES) break
    const cell = peak.y * grid.width + peak.x
    const [voteX, voteY] = [votes[cell * 2] as number, votes[cell * 2 + 1] as number]
    const own = Math.hypot(voteX - peak.x, voteY - peak.y)
    if (kept.every((better) => Math.hypot(voteX - better.x, voteY - better.y) > own)) kept.push(peak)
  }
  return kept
}

// Of equal neighbours the first in reading order is the peak.
function isPeak({ grid, centre }: ReadOutput, x: number, y: number, score: number): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(grid.height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(grid.width - 1, x + 1); column++) {
      const other = centre[row * grid.width + column] as number
      const isBefore = row < y || (row === y && column < x)
      if (other > score || (isBefore && other === score)) return false
    }
  }
  return true
}
