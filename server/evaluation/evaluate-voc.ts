import { commonArea, type Rectangle } from './box-overlap.ts'
import type { DetectedObject, DetectionImage, TrueObject } from './detection-images.ts'
import { byFallingScore } from './ranking.ts'

/** An object of a VOC data set; a difficult one counts neither when found nor when missed. */
export interface VocObject extends TrueObject {
  readonly difficult?: boolean
}

export interface VocOptions {
  /** The least overlap that counts as found; 0.5 by default. */
  readonly overlap?: number
  /** How the curve becomes a number: its whole area (since VOC 2010), or the mean of eleven places (before). */
  readonly interpolation?: 'area' | 'eleven-points'
  /** `inclusive` for boxes whose far edge is a pixel of the box: a side is then one longer than the difference of its ends. */
  readonly pixels?: 'continuous' | 'inclusive'
}

export interface VocEvaluation {
  /** Mean over the labels that the truth has, or null where it has none. */
  readonly map: number | null
  readonly perLabel: readonly { label: string; ap: number; count: number; truePositives: number; falsePositives: number }[]
}

const DEFAULT_OVERLAP = 0.5
const ELEVEN_RECALLS = Array.from({ length: 11 }, (_, index) => index * 0.1)

/**
 * Average precision as Pascal VOC defines it (Everingham et al. 2010, doi 10.1007/s11263-009-0275-4): a detection is judged by the one truth it
 * overlaps most, and is wrong when that was found already. Labels in the order in which the truth first names them.
 */
export function evaluateVoc(images: readonly DetectionImage<VocObject>[], options: VocOptions = {}): VocEvaluation {
  const labels = [...new Set(images.flatMap(({ truth }) => truth.map(({ label }) => label)))]
  const perLabel = labels.map((label) => ({ label, ...evaluateVocLabel(images, label, options) }))
  return { perLabel, map: labels.length > 0 ? perLabel.reduce((sum, { ap }) => sum + ap, 0) / labels.length : null }
}

function evaluateVocLabel(images: readonly DetectionImage<VocObject>[], label: string, options: VocOptions) {
  const truths = images.map(({ truth }) => truth.filter((object) => object.label === label))
  const found = images.flatMap(({ detections }, image) =>
    detections.filter((detection) => detection.label === label).map((detection) => ({ image, detection })),
  )
  const taken = new Set<VocObject>()
  const outcomes: boolean[] = []
  for (const place of byFallingScore(Float64Array.from(found, ({ detection }) => detection.score))) {
    const { image, detection } = found[place] as { image: number; detection: DetectedObject }
    const best = mostOverlapped(detection, truths[image] ?? [], options)
    if (best?.difficult) continue
    outcomes.push(best !== null && !taken.has(best))
    if (best) taken.add(best)
  }
  const count = truths.flat().filter(({ difficult }) => !difficult).length
  const truePositives = outcomes.filter(Boolean).length
  return { ap: precisionOf(outcomes, count, options), count, truePositives, falsePositives: outcomes.length - truePositives }
}

function mostOverlapped(detection: DetectedObject, truths: readonly VocObject[], options: VocOptions): VocObject | null {
  const border = options.pixels === 'inclusive' ? 1 : 0
  let best: VocObject | null = null
  let most = 0
  for (const truth of truths) {
    const overlap = overlapOf(detection.box, truth.box, border)
    if (overlap <= most) continue
    most = overlap
    best = truth
  }
  return most >= (options.overlap ?? DEFAULT_OVERLAP) ? best : null
}

function overlapOf(a: Rectangle, b: Rectangle, border: number): number {
  const common = commonArea(a, b, border)
  const areaOf = ({ width, height }: Rectangle) => (width + border) * (height + border)
  return common / (areaOf(a) + areaOf(b) - common)
}

function precisionOf(outcomes: readonly boolean[], count: number, { interpolation }: VocOptions): number {
  if (count === 0) return 0
  let found = 0
  const curve = outcomes.map((hit, rank) => {
    found += Number(hit)
    return { recall: found / count, precision: found / (rank + 1) }
  })
  const bestFrom = curve.map(({ precision }) => precision)
  for (let rank = bestFrom.length - 2; rank >= 0; rank--) bestFrom[rank] = Math.max(bestFrom[rank] ?? 0, bestFrom[rank + 1] ?? 0)
  const bestAt = (recall: number) => bestFrom[curve.findIndex((point) => point.recall >= recall)] ?? 0
  if (interpolation === 'eleven-points')
    return ELEVEN_RECALLS.reduce((sum, recall) => sum + bestAt(recall), 0) / ELEVEN_RECALLS.length
  return curve.reduce((sum, { recall }, rank) => sum + (recall - (curve[rank - 1]?.recall ?? 0)) * (bestFrom[rank] ?? 0), 0)
}
