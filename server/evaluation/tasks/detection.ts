import { bounds } from '#shared/shapes/index.ts'
import { detectionGroups } from '../detection-groups.ts'
import type { DetectionImage } from '../detection-images.ts'
import { evaluateDetection } from '../evaluate-detection.ts'
import { judgeDetections } from '../judge-outcomes.ts'
import { map50Metric } from '../map50-metric.ts'
import type { GroupsOf } from '../match-group.ts'
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

/** The boxes of a split by label, ready to be matched. */
export function boxGroups(images: readonly MeasuredImage[]): GroupsOf {
  const boxed = detectionImages(images)
  return (label) => detectionGroups(boxed, label)
}

function detectionImages(images: readonly MeasuredImage[]): DetectionImage[] {
  return images.map(({ truth, predictions }) => ({
    truth: truth.flatMap(({ label, shape }) => boxed(bounds(shape), { label })),
    detections: predictions.flatMap(({ label, score, shape }) => boxed(bounds(shape), { label, score })),
  }))
}

const boxed = <Box, Rest extends object>(box: Box | null, rest: Rest): (Rest & { box: Box })[] => (box ? [{ ...rest, box }] : [])
