import { placeOfGood } from '#shared/tasks/anomaly.ts'
import { scoreSteps } from '../curves/score-steps.ts'
import { type LabelScores, labelScores } from '../tagged-images.ts'
import { weightedRanking } from '../weighted-ranking.ts'
import type { MeasuredImage, TaskEvaluation } from './task-evaluation.ts'

/** Good images against all others, by the score of not being good; and every label by its own. */
export const anomaly: TaskEvaluation<'anomaly'> = {
  figures(images, labels) {
    const judged = images.filter(({ truth }) => truth.length > 0)
    const scores = badness(judged, labels)
    const all = new Uint32Array(judged.length).fill(1)
    const ranking = weightedRanking(scores)
    return {
      auroc: ranking.areaUnderRoc(all),
      averagePrecision: ranking.averagePrecision(all),
      ...bestDecision(scores),
      perLabel: labels.map((label) => {
        const own = labelScores(judged, label)
        const count = own.truths.reduce((sum, truth) => sum + truth, 0)
        return { label, ap: weightedRanking(own).averagePrecision(all), count }
      }),
    }
  },
  resampled(images, labels) {
    const ranking = weightedRanking(badness(images, labels))
    const rankings = labels.map((label) => weightedRanking(labelScores(images, label)))
    const judged = Uint32Array.from(images, ({ truth }) => Number(truth.length > 0))
    return {
      images: images.length,
      labels,
      measure(given) {
        const weights = given.map((weight, image) => weight * (judged[image] as number))
        return {
          value: ranking.areaUnderRoc(weights),
          perLabel: rankings.map(({ averagePrecision }) => averagePrecision(weights)),
        }
      },
    }
  },
  outcomes: (images) =>
    images.flatMap(({ truth, predictions }, image) =>
      truth.length === 0
        ? []
        : predictions.map(({ label, score }) => ({ label, score, correct: truth[0]?.label === label, image })),
    ),
}

/** How far each image is from good, and whether it is bad. */
function badness(images: readonly MeasuredImage[], labels: readonly string[]): LabelScores {
  const { scores, truths } = labelScores(images, labels[placeOfGood(labels)] ?? '')
  return { scores: scores.map((score) => 1 - score), truths: truths.map((isGood) => 1 - isGood) }
}

/** The threshold that parts good from bad with the best F1; null where none is bad. */
function bestDecision(scored: LabelScores): { bestF1: number | null; bestThreshold: number | null } {
  const { thresholds, right, wrong } = scoreSteps(scored)
  const bad = right.at(-1) ?? 0
  if (bad === 0) return { bestF1: null, bestThreshold: null }
  const values = right.map((count, step) => (2 * count) / (count + (wrong[step] as number) + bad))
  const best = values.reduce((top, value, step) => (value > (values[top] as number) ? step : top), 0)
  return { bestF1: values[best] as number, bestThreshold: thresholds[best] as number }
}
