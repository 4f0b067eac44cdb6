import { AREAS, DETECTION_LIMIT, LEVEL_50, LEVEL_75, OVERLAP_THRESHOLDS } from './coco/comparison.ts'
import { detectionGroups } from './detection-groups.ts'
import type { DetectionImage } from './detection-images.ts'
import { evaluateLabel, rankLabel } from './evaluate-label.ts'
import { matchDetections } from './match-detections.ts'
import type { GroupsOf } from './match-group.ts'
import { mean } from './precision-at-recalls.ts'

/** How well a detector does on a split, 0 to 1; null where the split has nothing to measure it by. */
export interface DetectionEvaluation {
  /** Mean over the labels and the overlaps 0.50 to 0.95. */
  readonly map: number | null
  readonly map50: number | null
  readonly map75: number | null
  /** In the order of the labels; null, and left out of the means, where the split has no object of it. */
  readonly perLabel: readonly { label: string; ap: number | null; ap50: number | null; count: number }[]
}

/** COCO's box evaluation (equal to pycocotools: AP, AP50, AP75) of a model's detections on the images of a split. */
export function evaluateDetection(images: readonly DetectionImage[], labels: readonly string[]): DetectionEvaluation {
  return evaluateGroups((label) => detectionGroups(images, label), labels)
}

/** The same figures of whatever is found and compared: boxes, masks, turned boxes, skeletons. */
export function evaluateGroups(groupsOf: GroupsOf, labels: readonly string[]): DetectionEvaluation {
  const results = labels.map((label) => {
    const groups = groupsOf(label)
    const matches = groups.map((group) => matchDetections(group, OVERLAP_THRESHOLDS, AREAS.all))
    const figures = evaluateLabel(rankLabel(groups), matches, OVERLAP_THRESHOLDS.length, DETECTION_LIMIT)
    return { label, levels: figures?.averagePrecision ?? null, count: matches.reduce((sum, { counted }) => sum + counted, 0) }
  })
  const measured = results.flatMap(({ levels }) => levels ?? [])
  const meanOf = (numberOf: (levels: Float64Array) => number) =>
    measured.length > 0 ? mean(Float64Array.from(measured, numberOf)) : null
  return {
    map: meanOf(mean),
    map50: meanOf((levels) => levels[LEVEL_50] as number),
    map75: meanOf((levels) => levels[LEVEL_75] as number),
    perLabel: results.map(({ label, levels, count }) => ({
      label,
      ap: levels && mean(levels),
      ap50: levels && (levels[LEVEL_50] as number),
      count,
    })),
  }
}
