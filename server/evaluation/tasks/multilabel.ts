import { TAG_SCORE } from '#shared/tasks/multilabel.ts'
import { evaluateMultilabel } from '../evaluate-multilabel.ts'
import { labelScores } from '../tagged-images.ts'
import { weightedRanking } from '../weighted-ranking.ts'
import { meanOfLabels } from './mean-of-labels.ts'
import type { MeasuredImage, TaskEvaluation } from './task-evaluation.ts'

/** Any number of labels per image, as scikit-learn judges them. */
export const multilabel: TaskEvaluation<'multilabel'> = {
  figures(images, labels) {
    const { micro, macro, perLabel } = evaluateMultilabel(images.map(tagged), labels)
    const { value, perLabel: precisions } = resampled(images, labels).measure(new Uint32Array(images.length).fill(1))
    return {
      map: value,
      microF1: micro?.f1 ?? null,
      macroF1: macro?.f1 ?? null,
      perLabel: perLabel.map((figures, place) => ({ ...figures, ap: precisions[place] ?? null })),
    }
  },
  resampled,
  outcomes: (images) =>
    images.flatMap(({ truth, predictions }, image) =>
      predictions.map(({ label, score }) => ({ label, score, correct: truth.some((object) => object.label === label), image })),
    ),
}

function tagged({ truth, predictions }: MeasuredImage) {
  const predicted = predictions.filter(({ score }) => score >= TAG_SCORE).map(({ label }) => label)
  return { truth: truth.map(({ label }) => label), predicted }
}

function resampled(images: readonly MeasuredImage[], labels: readonly string[]) {
  const rankings = labels.map((label) => weightedRanking(labelScores(images, label)))
  return meanOfLabels(images, labels, (weights) => rankings.map(({ averagePrecision }) => averagePrecision(weights)))
}
