import { accuracyMetric } from '../accuracy-metric.ts'
import { type ClassifiedImage, evaluateClassification } from '../evaluate-classification.ts'
import { judgeClassifications } from '../judge-outcomes.ts'
import type { MeasuredImage, MeasuredPrediction, TaskEvaluation } from './task-evaluation.ts'

/** One class per image, as scikit-learn judges it. */
export const classification: TaskEvaluation<'classification'> = {
  figures(images, labels) {
    const { perLabel, ...figures } = evaluateClassification(classifiedImages(images), labels)
    return { ...figures, perLabel: [...perLabel] }
  },
  resampled: (images, labels) => accuracyMetric(classifiedImages(images), labels),
  outcomes: (images) => judgeClassifications(classifiedImages(images)),
}

// An image without a class, or without any prediction, says nothing about a classifier.
function classifiedImages(images: readonly MeasuredImage[]): (ClassifiedImage & { score: number })[] {
  return images.flatMap(({ truth, predictions }) => {
    const best = predictions.reduce<MeasuredPrediction | null>((a, b) => (a && a.score >= b.score ? a : b), null)
    const label = truth[0]?.label
    return label !== undefined && best ? [{ truth: label, predicted: best.label, score: best.score }] : []
  })
}
