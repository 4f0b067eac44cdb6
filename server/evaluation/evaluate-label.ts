import type { Matches } from './match-detections.ts'
import type { MatchGroup } from './match-group.ts'
import { mean, precisionAtRecalls, RECALLS } from './precision-at-recalls.ts'
import { byFallingScore } from './ranking.ts'

/** All detections of one label by falling score, N of them over all images. */
export interface LabelRanking {
  /** Which group a detection is in. Shape [N]. */
  readonly group: Int32Array
  /** Its rank inside the group. Shape [N]. */
  readonly rank: Int32Array
}

/** What one label reaches, for I overlap thresholds. */
export interface LabelFigures {
  /** Average precision. Shape [I]. */
  readonly averagePrecision: Float64Array
  /** Recall of all detections together. Shape [I]. */
  readonly recall: Float64Array
}

/** Sorts the detections of a label's groups together; the groups stand in the order of their images. */
export function rankLabel(groups: readonly MatchGroup[]): LabelRanking {
  const group: number[] = []
  const rank: number[] = []
  const all: number[] = []
  groups.forEach(({ scores }, index) => {
    scores.forEach((score, place) => {
      group.push(index)
      rank.push(place)
      all.push(score)
    })
  })
  const order = byFallingScore(Float64Array.from(all))
  return {
    group: order.map((place) => group[place] as number),
    rank: order.map((place) => rank[place] as number),
  }
}

/**
 * Average precision and recall of one label over all images, from the first `limit` detections of each image, or null where there was no
 * truth to find. `matches` belongs to the groups that `ranking` was made of, one by one.
 */
export function evaluateLabel(
  ranking: LabelRanking,
  matches: readonly Matches[],
  thresholds: number,
  limit: number,
): LabelFigures | null {
  const counted = matches.reduce((sum, match) => sum + match.counted, 0)
  if (counted === 0) return null

  const averagePrecision = new Float64Array(thresholds)
  const recall = new Float64Array(thresholds)
  const precisions = new Float64Array(RECALLS.length)
  for (let level = 0; level < thresholds; level++) {
    recall[level] = precisionAtRecalls(outcomesAt(level, ranking, matches, limit), counted, precisions)
    averagePrecision[level] = mean(precisions)
  }
  return { averagePrecision, recall }
}

function outcomesAt(level: number, { group, rank }: LabelRanking, matches: readonly Matches[], limit: number) {
  const hits = new Uint8Array(group.length)
  const weights = new Uint8Array(group.length)
  for (let place = 0; place < group.length; place++) {
    const within = rank[place] as number
    if (within >= limit) continue
    const { levels, truth, ignored } = matches[group[place] as number] as Matches
    const at = (levels === 1 ? 0 : level * (truth.length / levels)) + within
    hits[place] = Number((truth[at] as number) >= 0)
    weights[place] = 1 - (ignored[at] as number)
  }
  return { hits, weights }
}
