import type { MeasuredImage, MeasuredPrediction, MeasuredTruth } from '../tasks/task-evaluation.ts'
import { aCase, type CaseDraft, isShown, ofPrediction, ofTruth, type ShownFrom } from './case-draft.ts'

/** How well a prediction and a label agree, 0 to 1: intersection over union, or the similarity of skeletons. */
export type Overlap = (prediction: MeasuredPrediction, truth: MeasuredTruth) => number

/** The least overlap at which a prediction finds a label. */
const SAME_PLACE = 0.5
/** The least overlap at which a prediction is about a label at all; TIDE's bound between background and a place that is off. */
const NEAR = 0.1

/**
 * What became of every prediction that is sure enough to be shown, and of every label. As COCO matches: from the highest score down each prediction takes
 * the free label of its name that it overlaps most. What is left is told apart as in TIDE (Bolya et al. 2020, arXiv 2008.08115).
 */
export function placedCases(images: readonly MeasuredImage[], overlap: Overlap, shownFrom: ShownFrom): CaseDraft[] {
  return images.flatMap((image, place) => {
    const pairs = pairsOf(image, overlap, shownFrom)
    const met = KINDS.flatMap(({ kind, may }) => meet(pairs, may).map((meeting) => caseOf(place, kind, pairs, meeting)))
    return [...met, ...leftPredictions(place, pairs), ...leftTruths(place, pairs)]
  })
}

/** Everything on one image, and what is settled so far. */
interface Pairs {
  /** By falling score. */
  readonly predictions: readonly MeasuredPrediction[]
  readonly truths: readonly MeasuredTruth[]
  /** Overlap of each prediction with each label. */
  readonly overlaps: readonly (readonly number[])[]
  /** Predictions that are shown and wait for their kind. */
  readonly open: Set<number>
  /** Labels that a prediction has taken. */
  readonly taken: Set<number>
}

function pairsOf({ truth, predictions }: MeasuredImage, overlap: Overlap, shownFrom: ShownFrom): Pairs {
  const falling = [...predictions].sort((a, b) => b.score - a.score)
  return {
    predictions: falling,
    truths: truth,
    overlaps: falling.map((prediction) => truth.map((label) => overlap(prediction, label))),
    open: new Set(falling.flatMap((prediction, index) => (isShown(prediction, shownFrom) ? index : []))),
    taken: new Set(),
  }
}

/** A prediction and a label that belong together, by their places. */
interface Meeting {
  readonly prediction: number
  readonly truth: number
}
type May = (pairs: Pairs, meeting: Meeting) => boolean

const isFree: May = ({ taken }, { truth }) => !taken.has(truth)
const isSameLabel: May = ({ predictions, truths }, { prediction, truth }) =>
  predictions[prediction]?.label === truths[truth]?.label
const reaches =
  (least: number): May =>
  ({ overlaps }, { prediction, truth }) =>
    (overlaps[prediction]?.[truth] ?? 0) >= least
const all =
  (...conditions: readonly May[]): May =>
  (pairs, meeting) =>
    conditions.every((holds) => holds(pairs, meeting))

/** In the order in which predictions are given labels. */
const KINDS = [
  { kind: 'true-positive', may: all(isFree, isSameLabel, reaches(SAME_PLACE)) },
  { kind: 'confusion', may: all(isFree, reaches(SAME_PLACE)) },
  { kind: 'duplicate', may: reaches(SAME_PLACE) },
  { kind: 'misplaced', may: all(isFree, isSameLabel, reaches(NEAR)) },
] as const

function meet(pairs: Pairs, may: May): Meeting[] {
  const meetings: Meeting[] = []
  for (const prediction of [...pairs.open]) {
    const candidates = [...pairs.truths.keys()].filter((truth) => may(pairs, { prediction, truth }))
    const overlapOf = (truth: number) => pairs.overlaps[prediction]?.[truth] ?? 0
    const truth = candidates.reduce<number | null>(
      // Of equal overlaps the last, as COCO has it: the other choice leaves the next prediction another label.
      (best, one) => (best !== null && overlapOf(best) > overlapOf(one) ? best : one),
      null,
    )
    if (truth === null) continue
    pairs.open.delete(prediction)
    pairs.taken.add(truth)
    meetings.push({ prediction, truth })
  }
  return meetings
}

function caseOf(image: number, kind: CaseDraft['kind'], pairs: Pairs, meeting: Meeting): CaseDraft {
  const prediction = pairs.predictions[meeting.prediction] as MeasuredPrediction
  const overlap = pairs.overlaps[meeting.prediction]?.[meeting.truth] ?? 0
  const worth = kind === 'true-positive' ? -prediction.score * overlap : prediction.score
  const truth = pairs.truths[meeting.truth] as MeasuredTruth
  return aCase({ image, kind, ...ofTruth(truth), ...ofPrediction(prediction), overlap, worth })
}

function leftPredictions(image: number, { open, predictions }: Pairs): CaseDraft[] {
  return [...open].map((index) => {
    const prediction = predictions[index] as MeasuredPrediction
    return aCase({ image, kind: 'false-positive', ...ofPrediction(prediction), worth: prediction.score })
  })
}

// The less of it was seen, the more there is to learn from it.
function leftTruths(image: number, { taken, truths, predictions, overlaps }: Pairs): CaseDraft[] {
  return truths.flatMap((truth, at) => {
    if (taken.has(at)) return []
    const unsure = predictions.find(({ label }, index) => label === truth.label && (overlaps[index]?.[at] ?? 0) >= SAME_PLACE)
    const score = unsure?.score ?? null
    return aCase({ image, kind: 'miss', ...ofTruth(truth), score, worth: 1 - (score ?? 0) })
  })
}
