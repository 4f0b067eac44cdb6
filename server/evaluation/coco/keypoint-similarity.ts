import type { Rectangle } from '../box-overlap.ts'
import { EvaluationInputError } from '../input-error.ts'

/** K keypoints. */
export interface Positions {
  /** Pixels. Shape [K]. */
  readonly xs: Float64Array
  /** Pixels. Shape [K]. */
  readonly ys: Float64Array
  /** 1 where the keypoint is labelled, hidden or not. Shape [K]. */
  readonly visible: Uint8Array
}

/** A labelled skeleton; its area in square pixels is the scale that distances are judged by. */
export interface TrueSkeleton extends Positions {
  readonly area: number
  readonly box: Rectangle
}

/** How far people differ on each of COCO's 17 keypoints, relative to the object's size (Ronchi and Perona 2017, arXiv 1707.05388). */
const COCO_SIGMAS = [
  0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
]

/** Splits COCO's flat x, y, visibility list. */
export function positions(flat: readonly number[]): Positions {
  const keypoints = Math.floor(flat.length / 3)
  const every = (offset: number) => Float64Array.from({ length: keypoints }, (_, index) => flat[index * 3 + offset] as number)
  return { xs: every(0), ys: every(1), visible: Uint8Array.from(every(2), (flag) => Number(flag > 0)) }
}

/**
 * Object keypoint similarity, 0 to 1: the mean over the labelled keypoints of exp(-distance² / (2 area (2 sigma)²)), as pycocotools computes it.
 * Where no keypoint is labelled, distances are to the truth's box grown by its own size on each side. Skeletons other than COCO's 17 keypoints
 * take 1 / K for every sigma.
 */
export function keypointSimilarity(detection: Positions, truth: TrueSkeleton): number {
  const keypoints = truth.xs.length
  if (detection.xs.length !== keypoints) {
    throw new EvaluationInputError(`Expected ${keypoints} keypoints as in the truth, got ${detection.xs.length}`)
  }
  const labelled = truth.visible.some((flag) => flag === 1)
  let sum = 0
  let counted = 0
  for (let index = 0; index < keypoints; index++) {
    if (labelled && truth.visible[index] === 0) continue
    const variance = (2 * sigma(index, keypoints)) ** 2
    const squared = labelled ? squaredDistance(detection, truth, index) : squaredDistanceToBox(detection, truth.box, index)
    sum += Math.exp(-squared / variance / (truth.area + Number.EPSILON) / 2)
    counted++
  }
  return sum / counted
}

function sigma(index: number, keypoints: number): number {
  return (keypoints === COCO_SIGMAS.length ? COCO_SIGMAS[index] : undefined) ?? 1 / keypoints
}

function squaredDistance(detection: Positions, truth: Positions, index: number): number {
  const dx = (detection.xs[index] as number) - (truth.xs[index] as number)
  const dy = (detection.ys[index] as number) - (truth.ys[index] as number)
  return dx ** 2 + dy ** 2
}

function squaredDistanceToBox(detection: Positions, box: Rectangle, index: number): number {
  const dx = beyond(detection.xs[index] as number, box.x - box.width, box.x + 2 * box.width)
  const dy = beyond(detection.ys[index] as number, box.y - box.height, box.y + 2 * box.height)
  return dx ** 2 + dy ** 2
}

function beyond(value: number, from: number, to: number): number {
  return Math.max(0, from - value) + Math.max(0, value - to)
}
