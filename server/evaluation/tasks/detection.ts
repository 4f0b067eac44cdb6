import { bounds } from '#shared/shapes/index.ts'
import type { DetectionImage } from '../detection-images.ts'
import { evaluateDetection } from '../evaluate-detection.ts'
import { judgeDetections } from '../judge-outcomes.ts'
import { map50Metric } from '../map50-metric.ts'
import type { MeasuredImage, TaskEvaluation } from './task-evaluation.ts'

/** Boxes, as COCO's own evaluation judges them. */
export const detection: TaskEvaluation<'detection'> = {
  figures(images, labels) {
    const { perLabel, ...figures } = evaluateDetection(detectionImages(images), labels)
    return { ...figures, perLabel: [...perLabel] }
  },
  resampled: (images, labels) => map50Metric(detectionImages(images), labels),
  outcomes: (images, labels) => judgeDetections(detectionImages(images), labels),
}

function detectionImages(images: readonly MeasuredImage[]): DetectionImage[] {
  return images.map(({ truth, predictions }) => ({
    truth: truth.flatMap(({ label, shape }) => boxed(bounds(shape), { label })),
    detections: predictions.flatMap(({ label, score, shape }) => boxed(bounds(shape), { label, score })),
  }))
}

const boxed = <Box, Rest extends object>(box: Box | null, rest: Rest): (Rest & { box: Box })[] => (box ? [{ ...rest, box }] : [])
