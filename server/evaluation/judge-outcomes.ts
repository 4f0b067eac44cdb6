import { AREAS } from './coco/comparison.ts'
import { detectionGroups } from './detection-groups.ts'
import type { DetectionImage } from './detection-images.ts'
import type { ClassifiedImage } from './evaluate-classification.ts'
import { matchDetections, UNMATCHED } from './match-detections.ts'
import type { GroupsOf } from './match-group.ts'

/** One thing that a model claimed on a split, and whether it was right. */
export interface Outcome {
  readonly label: string
  /** 0 to 1. */
  readonly score: number
  readonly correct: boolean
  /** Place of its image in the split. */
  readonly image: number
}

/** The least overlap at which a suggestion needs at most a small correction. */
const DEFAULT_OVERLAP = 0.5

/** Judges each detection by whether it finds a truth of its label, one detection per truth, at the given least overlap. */
export function judgeDetections(
  images: readonly DetectionImage[],
  labels: readonly string[],
  overlap = DEFAULT_OVERLAP,
): Outcome[] {
  return judgeGroups((label) => detectionGroups(images, label), labels, overlap)
}

/** The same of whatever is found and compared: boxes, masks, turned boxes, skeletons. */
export function judgeGroups(groupsOf: GroupsOf, labels: readonly string[], overlap = DEFAULT_OVERLAP): Outcome[] {
  return labels.flatMap((label) =>
    groupsOf(label).flatMap((group, image) => {
      const { truth } = matchDetections(group, Float64Array.of(overlap), AREAS.all)
      return Array.from(group.scores, (score, place) => ({ label, score, correct: truth[place] !== UNMATCHED, image }))
    }),
  )
}

/** Judges each image's predicted label; `score` is the model's for that label. An image that says nothing is null. */
export function judgeClassifications(images: readonly ((ClassifiedImage & { readonly score: number }) | null)[]): Outcome[] {
  return images.flatMap((one, image) =>
    one ? [{ label: one.predicted, score: one.score, correct: one.truth === one.predicted, image }] : [],
  )
}
