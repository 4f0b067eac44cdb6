import { AREAS, LEVEL_50, OVERLAP_THRESHOLDS } from './coco/comparison.ts'
import { rankLabel } from './evaluate-label.ts'
import { type AreaRange, matchDetections } from './match-detections.ts'
import type { GroupsOf } from './match-group.ts'
import { mean, precisionAtRecalls, RECALLS } from './precision-at-recalls.ts'
import type { ResampledMetric } from './resampled-metric.ts'

export interface AveragePrecisionOptions {
  /** Places in `OVERLAP_THRESHOLDS` to average over; 0.50 alone by default. */
  readonly levels?: readonly number[]
  /** Only objects of this many square pixels; of any by default. */
  readonly area?: AreaRange
}

/** Mean average precision of whatever is found and compared on `images` images: matched once, then only counted again. */
export function averagePrecisionMetric(
  groupsOf: GroupsOf,
  images: number,
  labels: readonly string[],
  { levels = [LEVEL_50], area = AREAS.all }: AveragePrecisionOptions = {},
): ResampledMetric {
  const prepared = labels.map((label) => prepareLabel(groupsOf(label), levels, area))
  return {
    images,
    labels,
    measure(weights) {
      const perLabel = prepared.map((label) => averagePrecision(label, weights))
      return { value: meanOfMeasured(perLabel), perLabel }
    },
  }
}

interface PreparedLabel {
  /** Truths on each image. */
  truths: Uint32Array
  /** Image of each detection, by falling score. */
  image: Int32Array
  /** Per level, 1 where that detection found a truth. */
  hits: Uint8Array[]
  /** Per level, 1 where that detection counts neither as right nor as wrong. */
  ignored: Uint8Array[]
}

function prepareLabel(groups: ReturnType<GroupsOf>, levels: readonly number[], area: AreaRange): PreparedLabel {
  const thresholds = Float64Array.from(levels, (level) => OVERLAP_THRESHOLDS[level] as number)
  const matches = groups.map((group) => matchDetections(group, thresholds, area))
  const { group, rank } = rankLabel(groups)
  const outcome = (level: number, of: 'hit' | 'ignored') =>
    Uint8Array.from(group, (image, place) => {
      const { levels: told, truth, ignored } = matches[image] as (typeof matches)[number]
      const at = (told === 1 ? 0 : level * (truth.length / told)) + (rank[place] as number)
      return of === 'hit' ? Number((truth[at] as number) >= 0) : (ignored[at] as number)
    })
  return {
    truths: Uint32Array.from(matches, ({ counted }) => counted),
    image: group,
    hits: levels.map((_, level) => outcome(level, 'hit')),
    ignored: levels.map((_, level) => outcome(level, 'ignored')),
  }
}

function averagePrecision({ truths, image, hits, ignored }: PreparedLabel, weights: Uint32Array): number | null {
  let counted = 0
  for (let index = 0; index < truths.length; index++) counted += (truths[index] as number) * (weights[index] as number)
  if (counted === 0) return null
  const precisions = new Float64Array(RECALLS.length)
  const own = new Uint32Array(image.length)
  let sum = 0
  hits.forEach((found, level) => {
    const left = ignored[level] as Uint8Array
    // A plain loop: called a thousand times, and an order of magnitude faster than `Uint32Array.from` with a function.
    for (let place = 0; place < image.length; place++)
      own[place] = left[place] === 1 ? 0 : (weights[image[place] as number] as number)
    precisionAtRecalls({ hits: found, weights: own }, counted, precisions)
    sum += mean(precisions)
  })
  return sum / hits.length
}

function meanOfMeasured(values: readonly (number | null)[]): number | null {
  const measured = values.flatMap((value) => value ?? [])
  return measured.length > 0 ? mean(Float64Array.from(measured)) : null
}
