import { accuracyMetric } from '../accuracy-metric.ts'
import { type ClassifiedImage, evaluateClassification } from '../evaluate-classification.ts'
import { judgeClassifications } from '../judge-outcomes.ts'
import type { MeasuredImage, MeasuredPrediction, TaskEvaluation } from './task-evaluation.ts'

/** One class per image, as scikit-learn judges it. */
export const classification: TaskEvaluation<'classification'> = {
  figures(images, labels) {
    const { perLabel, ...figures } = evaluateClassification(
      images.flatMap((image) => classified(image) ?? []),
      labels,
    )
    return { ...figures, perLabel: [...perLabel] }
  },
  resampled: (images, labels) => accuracyMetric(images.map(classified), labels),
  outcomes: (images) => judgeClassifications(images.map(classified)),
}

// An image without a class, or without any prediction, says nothing about a classifier.
function classified({ truth, predictions }: MeasuredImage): (ClassifiedImage & { score: number }) | null {
  const best = predictions.reduce<MeasuredPrediction | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  const label = truth[0]?.label
  return label !== undefined && best ? { truth: label, predicted: best.label, score: best.score } : null
}
