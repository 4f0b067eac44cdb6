import { type Box, bounds } from '#shared/shapes/index.ts'
import type { LabelledObject } from '../task.ts'

/** Keypoints lie on an object, not at its edge: the box around it is larger than theirs by this share of its longer side. */
const MARGIN = 0.15
/** A skeleton of one keypoint has a size as well: this share of the image. */
const LEAST_SIDE = 0.02

/** An object with keypoints as one with the box around it, in fractions of the image; none where no keypoint is labelled. */
export function withBox(object: LabelledObject): LabelledObject[] {
  const around = object.shape.kind === 'skeleton' ? bounds(object.shape) : null
  if (!around) return []
  const margin = Math.max(LEAST_SIDE, MARGIN * Math.max(around.width, around.height))
  const [left, top] = [Math.max(0, around.x - margin), Math.max(0, around.y - margin)]
  const [right, bottom] = [Math.min(1, around.x + around.width + margin), Math.min(1, around.y + around.height + margin)]
  const shape: Box = { kind: 'box', x: left, y: top, width: right - left, height: bottom - top }
  return right > left && bottom > top ? [{ ...object, shape }] : []
}
