import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import { groupBy } from '#shared/group-by.ts'
import { probabilityOf } from '#shared/score-calibration.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { type LabelledPrediction, shown } from '#shared/tasks/shown.ts'

/** What a claim says once its score is taken for how often such scores were right on the validation split. */
interface Claim {
  readonly label: string
  readonly probability: number
  /** It makes a claim about a number: one is made in any case. */
  readonly isNumber: boolean
}

/**
 * How unsure a model is of an image, 0 to 1, over probabilities calibrated per label.
 * One label at most: one minus the margin between the best two, where the others share what the best leaves (margin sampling, Scheffer et al.
 * 2001). Labels or numbers of the whole image: the mean over them of the entropy in bits, of numbers that of being wrong.
 * Objects: of each label the mean entropy of those it would show, raised by the share it expects to have missed: what it saw and hides, each by
 * its probability. The mean over the labels that it expects on the image, so that a few doubtful ones of a rare label are not lost among many of a
 * common one; where it saw nothing at all, by how much it missed on the validation split (after Brust et al. 2019, arXiv 1809.09875, whose
 * weights by label serve the same end).
 */
export function uncertaintyOf(
  task: TaskId,
  predictions: readonly LabelledPrediction[],
  thresholds: readonly LabelThreshold[],
): number {
  const calibrations = new Map(thresholds.map(({ label, calibration }) => [label, calibration]))
  const claimOf = ({ label, score, value }: LabelledPrediction): Claim => ({
    label,
    probability: probabilityOf(calibrations.get(label), score),
    isNumber: value !== null,
  })
  if (tasks[task].exclusive) return oneMinusMargin(predictions, claimOf)
  if (tasks[task].shape === 'whole') return predictions.length > 0 ? mean(predictions.map((one) => doubt(claimOf(one)))) : 1
  if (predictions.length === 0) return 1 - meanRecall(thresholds)
  const good = new Set(shown(task, predictions, thresholds))
  let [doubts, weights] = [0, 0]
  for (const ofLabel of groupBy(predictions, ({ label }) => label).values()) {
    const found = ofLabel.filter((one) => good.has(one)).map(claimOf)
    const hidden = ofLabel.filter((one) => !good.has(one)).map(claimOf)
    const missed = expected(hidden)
    const entropy = found.length > 0 ? mean(found.map(doubt)) : 0
    const weight = Math.min(1, expected(found) + missed)
    doubts += weight * (entropy + (1 - entropy) * (missed / (missed + found.length + 1)))
    weights += weight
  }
  return weights > 0 ? doubts / weights : 0
}

/** How many of these claims are right, as far as their probabilities can be believed. */
const expected = (claims: readonly Claim[]): number => claims.reduce((sum, { probability }) => sum + probability, 0)

function oneMinusMargin(predictions: readonly LabelledPrediction[], claimOf: (one: LabelledPrediction) => Claim): number {
  const [first, second] = [...predictions].sort((a, b) => b.score - a.score)
  if (!first) return 1
  const best = claimOf(first).probability
  const left = 1 - first.score
  const next = second && left > 0 ? (1 - best) * Math.min(1, second.score / left) : 0
  return 1 - Math.max(0, best - next)
}

/** Bits that the truth would tell. */
function doubt({ probability: p, isNumber }: Claim): number {
  if (isNumber) return 1 - p
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
}

// A label whose share was never measured counts as missed.
const meanRecall = (thresholds: readonly LabelThreshold[]): number =>
  thresholds.length > 0 ? mean(thresholds.map(({ recall }) => recall ?? 0)) : 0

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
