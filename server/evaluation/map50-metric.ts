import { AREAS, LEVEL_50, OVERLAP_THRESHOLDS } from './coco/comparison.ts'
import { detectionGroups } from './detection-groups.ts'
import type { DetectionImage } from './detection-images.ts'
import { rankLabel } from './evaluate-label.ts'
import { matchDetections, UNMATCHED } from './match-detections.ts'
import type { GroupsOf } from './match-group.ts'
import { mean, precisionAtRecalls, RECALLS } from './precision-at-recalls.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/** mAP50 of a detector: matched once, then only counted again. Value and per label equal `evaluateDetection` where every weight is 1. */
export function map50Metric(images: readonly DetectionImage[], labels: readonly string[]): ResampledMetric {
  return groupsMap50((label) => detectionGroups(images, label), images.length, labels)
}

/** mAP50 of whatever is found and compared on `images` images. Value and per label equal `evaluateGroups` where every weight is 1. */
export function groupsMap50(groupsOf: GroupsOf, images: number, labels: readonly string[]): ResampledMetric {
  const prepared = labels.map((label) => prepareLabel(groupsOf(label)))
  return {
    images,
    labels,
    measure(weights) {
      const perLabel = prepared.map((label) => averagePrecision50(label, weights))
      return { value: meanOfMeasured(perLabel), perLabel }
    },
  }
}

interface PreparedLabel {
  /** Truths on each image. */
  truths: Uint32Array
  /** Image of each detection, by falling score. */
  image: Int32Array
  /** 1 where that detection found a truth. */
  hits: Uint8Array
}

function prepareLabel(groups: ReturnType<GroupsOf>): PreparedLabel {
  const matches = groups.map((group) => matchDetections(group, OVERLAP_THRESHOLDS.subarray(LEVEL_50, LEVEL_50 + 1), AREAS.all))
  const { group, rank } = rankLabel(groups)
  return {
    truths: Uint32Array.from(matches, ({ counted }) => counted),
    image: group,
    hits: Uint8Array.from(group, (image, place) => Number(matches[image]?.truth[rank[place] as number] !== UNMATCHED)),
  }
}

function averagePrecision50({ truths, image, hits }: PreparedLabel, weights: Uint32Array): number | null {
  let counted = 0
  for (let index = 0; index < truths.length; index++) counted += (truths[index] as number) * (weights[index] as number)
  if (counted === 0) return null
  const precisions = new Float64Array(RECALLS.length)
  precisionAtRecalls({ hits, weights: weightsOf(image, weights) }, counted, precisions)
  return mean(precisions)
}

function meanOfMeasured(values: readonly (number | null)[]): number | null {
  const measured = values.flatMap((value) => value ?? [])
  return measured.length > 0 ? mean(Float64Array.from(measured)) : null
}

// A plain loop: called a thousand times, and an order of magnitude faster than `Uint32Array.from` with a function.
function weightsOf(image: Int32Array, weights: Uint32Array): Uint32Array {
  const own = new Uint32Array(image.length)
  for (let place = 0; place < image.length; place++) own[place] = weights[image[place] as number] as number
  return own
}
