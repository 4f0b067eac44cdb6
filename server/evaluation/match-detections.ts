import type { MatchGroup } from './match-group.ts'

/** Smallest and largest area in square pixels, both inclusive. */
export interface AreaRange {
  readonly from: number
  readonly to: number
}

/** How the detections of a group fared: I overlap thresholds, D detections. */
export interface Matches {
  /** Which truth a detection found, or `UNMATCHED`. Shape [I, D]. */
  readonly truth: Int32Array
  /** 1 where a detection counts neither as right nor as wrong. Shape [I, D]. */
  readonly ignored: Uint8Array
  /** How many truths there were to find. */
  readonly counted: number
}

/** Stands for "found no truth". */
export const UNMATCHED = -1
/** An overlap this close to 1 counts as 1. */
const ROUNDING = 1e-10

/**
 * Gives every detection, from the highest score down, the free truth it overlaps most, once per overlap threshold. The method is COCO's
 * (Lin et al. 2014, arXiv 1405.0312, as pycocotools computes it): truths that count come before ignored ones, only a crowd can be found
 * again, and a detection outside the area range that found nothing is ignored.
 */
export function matchDetections(group: MatchGroup, thresholds: Float64Array, range: AreaRange): Matches {
  const detections = group.scores.length
  const outside = (area: number) => area < range.from || area > range.to
  const truthIgnored = group.ignored.map((ignored, index) => Number(ignored === 1 || outside(group.truthAreas[index] as number)))
  const visit = countedFirst(truthIgnored)
  const truth = new Int32Array(thresholds.length * detections).fill(UNMATCHED)
  const ignored = new Uint8Array(thresholds.length * detections)

  const taken = new Uint8Array(truthIgnored.length)
  for (let level = 0; level < thresholds.length; level++) {
    const threshold = Math.min(thresholds[level] as number, 1 - ROUNDING)
    taken.fill(0)
    for (let detection = 0; detection < detections; detection++) {
      const at = level * detections + detection
      const found = bestTruth(group, detection, threshold, { visit, taken, truthIgnored })
      truth[at] = found
      ignored[at] =
        found === UNMATCHED ? Number(outside(group.detectionAreas[detection] as number)) : (truthIgnored[found] as number)
      if (found !== UNMATCHED) taken[found] = 1
    }
  }
  return { truth, ignored, counted: truthIgnored.reduce((count, flag) => count + 1 - flag, 0) }
}

interface Candidates {
  visit: Int32Array
  taken: Uint8Array
  truthIgnored: Uint8Array
}

function bestTruth(group: MatchGroup, detection: number, threshold: number, { visit, taken, truthIgnored }: Candidates): number {
  const row = detection * truthIgnored.length
  let best = UNMATCHED
  let needed = threshold
  for (let place = 0; place < visit.length; place++) {
    const candidate = visit[place] as number
    if (taken[candidate] === 1 && group.crowd[candidate] === 0) continue
    if (best !== UNMATCHED && truthIgnored[best] === 0 && truthIgnored[candidate] === 1) break
    const overlap = group.overlaps[row + candidate] as number
    if (overlap < needed) continue
    needed = overlap
    best = candidate
  }
  return best
}

function countedFirst(truthIgnored: Uint8Array): Int32Array {
  return Int32Array.from(truthIgnored.keys()).sort((a, b) => (truthIgnored[a] as number) - (truthIgnored[b] as number))
}
