import type { MatchGroup } from './match-group.ts'

/** Smallest and largest area in square pixels, both inclusive. */
export interface AreaRange {
  readonly from: number
  readonly to: number
}

/** How the detections of a group fared: D detections at L levels. */
export interface Matches {
  /** How many overlap thresholds are told apart: 1 where they are all alike, since there is no truth to find. */
  readonly levels: number
  /** Which truth a detection found, or `UNMATCHED`. Shape [L, D]. */
  readonly truth: readonly number[]
  /** 1 where a detection counts neither as right nor as wrong. Shape [L, D]. */
  readonly ignored: readonly number[]
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
  const isOutside = (area: number | undefined) => area === undefined || area < range.from || area > range.to
  // Plain lists and one object for all steps: most groups hold a detection or two, and there are a million of them.
  const candidates = candidatesOf(group, isOutside)
  const levels = candidates.visit.length === 0 ? 1 : thresholds.length
  const truth = new Array<number>(levels * detections).fill(UNMATCHED)
  const ignored = new Array<number>(levels * detections).fill(0)
  for (let level = 0; level < levels; level++) {
    const threshold = Math.min(thresholds[level] as number, 1 - ROUNDING)
    candidates.taken.fill(0)
    for (let detection = 0; detection < detections; detection++) {
      const at = level * detections + detection
      const found = bestTruth(group, detection, threshold, candidates)
      truth[at] = found
      ignored[at] =
        found === UNMATCHED ? Number(isOutside(group.detectionAreas[detection])) : (candidates.truthIgnored[found] as number)
      if (found !== UNMATCHED) candidates.taken[found] = 1
    }
  }
  return { levels, truth, ignored, counted: candidates.counted }
}

interface Candidates {
  /** Places of the truths, those that count first. */
  readonly visit: readonly number[]
  readonly taken: number[]
  readonly truthIgnored: readonly number[]
  readonly counted: number
}

function candidatesOf(group: MatchGroup, isOutside: (area: number | undefined) => boolean): Candidates {
  const counted: number[] = []
  const others: number[] = []
  const truthIgnored: number[] = []
  for (let index = 0; index < group.truthAreas.length; index++) {
    const isIgnored = group.ignored[index] === 1 || isOutside(group.truthAreas[index])
    truthIgnored.push(Number(isIgnored))
    if (isIgnored) others.push(index)
    else counted.push(index)
  }
  const visit = others.length === 0 ? counted : [...counted, ...others]
  return { visit, taken: new Array<number>(visit.length).fill(0), truthIgnored, counted: counted.length }
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
