import { peaksIn } from '../peaks.ts'
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
export function findCentres({ grid, centre, votes }: ReadOutput): Centre[] {
  const peaks = peaksIn({ values: centre, grid, channels: 1, maps: 1 }, SCORE_FLOOR, { apart: true }).map(
    ({ x, y, value: score }): Centre => ({ x, y, score }),
  )
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
