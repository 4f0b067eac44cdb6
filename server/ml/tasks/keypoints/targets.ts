import { type Joints, jointsOf, OFFSET_UNIT_CELLS, OFFSETS } from '#shared/decoding/keypoints/joints.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { bounds } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Tensor, Tf } from '../../engines/tensor.ts'
import type { LabelledObject } from '../task.ts'
import { withBox } from './skeleton-box.ts'

/** Width of the bump around a keypoint, as a share of the box's longer side, and its least width in cells. */
const SPREAD = 0.06
const LEAST_SPREAD_CELLS = 1
/** Bumps are drawn out to three deviations. */
const REACH = 3
/** Cells at most this far from an object's middle learn where its keypoints are. */
const OFFSET_REACH_CELLS = 2

interface Maps {
  readonly heat: Float32Array
  readonly offsets: Float32Array
  readonly weight: Float32Array
}

/**
 * Objects in fractions of the input -> heat [n, h, w, joints] (Gaussian bumps around the exact places of labelled keypoints), offsets
 * [n, h, w, 2 * joints] from a cell near the middle of an object to its keypoints, in units of `OFFSET_UNIT_CELLS`, and weight
 * [n, h, w, 2 * joints] of those that are learned. Absent keypoints leave no trace.
 */
export function jointTargets(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  grid: Grid,
  labels: readonly LearnedLabel[],
): Tensor[] {
  const joints = jointsOf(labels)
  const cells = batch.length * grid.width * grid.height
  const maps: Maps = {
    heat: new Float32Array(cells * joints.count),
    offsets: new Float32Array(cells * joints.count * OFFSETS),
    weight: new Float32Array(cells * joints.count * OFFSETS),
  }
  batch.forEach((objects, index) => {
    const image: Frame = { first: index * grid.width * grid.height, grid, joints, maps }
    for (const object of objects) drawObject(image, object)
  })
  const size = [batch.length, grid.height, grid.width] as const
  return [
    tf.tensor4d(maps.heat, [...size, joints.count]),
    tf.tensor4d(maps.offsets, [...size, joints.count * OFFSETS]),
    tf.tensor4d(maps.weight, [...size, joints.count * OFFSETS]),
  ]
}

interface Frame {
  readonly first: number
  readonly grid: Grid
  readonly joints: Joints
  readonly maps: Maps
}

function drawObject(frame: Frame, object: LabelledObject): void {
  const [boxed] = withBox(object)
  const box = boxed && bounds(boxed.shape)
  if (!box || object.shape.kind !== 'skeleton') return
  const { grid, joints } = frame
  const [width, height] = [box.width * grid.width, box.height * grid.height]
  const middle = { x: box.x * grid.width + width / 2, y: box.y * grid.height + height / 2 }
  const spread = Math.max(LEAST_SPREAD_CELLS, SPREAD * Math.max(width, height))
  keypointsOf(object.shape)
    .slice(0, joints.countOf(object.label))
    .forEach(({ x, y, visibility }, index) => {
      if (visibility === VISIBILITY.absent) return
      const joint = joints.firstOf(object.label) + index
      const place = { x: x * grid.width, y: y * grid.height }
      drawBump(frame, joint, place, spread)
      drawOffset(frame, joint, place, middle)
    })
}

interface Place {
  readonly x: number
  readonly y: number
}

function drawBump({ first, grid, joints, maps }: Frame, joint: number, place: Place, spread: number): void {
  forEachCell(grid, place, spread * REACH, (cell, dx, dy) => {
    const at = (first + cell) * joints.count + joint
    maps.heat[at] = Math.max(maps.heat[at] as number, Math.exp(-(dx ** 2 + dy ** 2) / (2 * spread ** 2)))
  })
}

// Where two objects meet, the cell learns of the one whose middle is nearer.
function drawOffset({ first, grid, joints, maps }: Frame, joint: number, place: Place, middle: Place): void {
  forEachCell(grid, middle, OFFSET_REACH_CELLS, (cell, dx, dy) => {
    const at = ((first + cell) * joints.count + joint) * OFFSETS
    const nearness = 1 - Math.hypot(dx, dy) / (OFFSET_REACH_CELLS + 1)
    if (nearness <= (maps.weight[at] as number)) return
    maps.offsets.set([(place.x - middle.x - dx) / OFFSET_UNIT_CELLS, (place.y - middle.y - dy) / OFFSET_UNIT_CELLS], at)
    maps.weight.fill(nearness, at, at + OFFSETS)
  })
}

/** Every cell whose middle is at most `reach` cells from a place, and how far: from the place to the cell's middle. */
function forEachCell(grid: Grid, { x, y }: Place, reach: number, visit: (cell: number, dx: number, dy: number) => void): void {
  const range = (at: number, size: number) => [
    Math.max(0, Math.ceil(at - reach - 0.5)),
    Math.min(size - 1, Math.floor(at + reach - 0.5)),
  ]
  const [top, bottom] = range(y, grid.height) as [number, number]
  const [left, right] = range(x, grid.width) as [number, number]
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) visit(row * grid.width + column, column + 0.5 - x, row + 0.5 - y)
}
