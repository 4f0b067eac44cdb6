import { type Bounds, bounds } from '#shared/shapes/index.ts'
import type { Tensor, Tf } from '../../engines/tensor.ts'
import type { LearnedLabel } from '../learned-label.ts'
import type { Grid, LabelledObject } from '../task.ts'

/** Width of the bump around a centre, as a share of the box, and its least width in cells. */
const SPREAD = 0.11
const LEAST_SPREAD_CELLS = 0.6
/** Bumps are drawn out to three deviations. */
const REACH = 3
/** Cells whose bump is higher than this learn the sides of the box. */
const SIDES_FROM = 0.5
const LEAST_DISTANCE_CELLS = 0.1
const SIDES = 4

type Maps = { heat: Float32Array; sides: Float32Array; weight: Float32Array }

/**
 * Objects in fractions of the input -> heat [n, h, w, labels] (Gaussian bumps, 1 at the centre), sides [n, h, w, 4] (logarithm of left, top,
 * right and bottom distance in cells) and weight [n, h, w, 1] of the cells that learn them.
 */
export function detectionTargets(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  grid: Grid,
  { length: labels }: readonly LearnedLabel[],
): Tensor[] {
  const cells = grid.width * grid.height
  const maps: Maps = {
    heat: new Float32Array(batch.length * cells * labels),
    sides: new Float32Array(batch.length * cells * SIDES),
    weight: new Float32Array(batch.length * cells),
  }
  batch.forEach((objects, index) => {
    for (const { label, shape } of objects) {
      const box = bounds(shape)
      if (box) drawObject(maps, { first: index * cells, grid, labels }, label, box)
    }
  })
  const size = [batch.length, grid.height, grid.width] as const
  return [
    tf.tensor4d(maps.heat, [...size, labels]),
    tf.tensor4d(maps.sides, [...size, SIDES]),
    tf.tensor4d(maps.weight, [...size, 1]),
  ]
}

function drawObject(
  maps: Maps,
  { first, grid, labels }: { first: number; grid: Grid; labels: number },
  label: number,
  box: Bounds,
): void {
  const [width, height] = [box.width * grid.width, box.height * grid.height]
  const [left, top] = [box.x * grid.width, box.y * grid.height]
  const centreX = clamp(Math.floor(left + width / 2), grid.width)
  const centreY = clamp(Math.floor(top + height / 2), grid.height)
  const spreadX = Math.max(LEAST_SPREAD_CELLS, width * SPREAD)
  const spreadY = Math.max(LEAST_SPREAD_CELLS, height * SPREAD)
  const [reachX, reachY] = [Math.ceil(spreadX * REACH), Math.ceil(spreadY * REACH)]
  for (let y = Math.max(0, centreY - reachY); y <= Math.min(grid.height - 1, centreY + reachY); y++) {
    for (let x = Math.max(0, centreX - reachX); x <= Math.min(grid.width - 1, centreX + reachX); x++) {
      const bump = Math.exp(-((x - centreX) ** 2 / (2 * spreadX ** 2) + (y - centreY) ** 2 / (2 * spreadY ** 2)))
      const cell = first + y * grid.width + x
      raise(maps.heat, cell * labels + label, bump)
      if (bump <= SIDES_FROM || bump <= (maps.weight[cell] ?? 0)) continue
      maps.weight[cell] = bump
      const [middleX, middleY] = [x + 0.5, y + 0.5]
      maps.sides.set(
        [middleX - left, middleY - top, left + width - middleX, top + height - middleY].map(logDistance),
        cell * SIDES,
      )
    }
  }
}

function raise(map: Float32Array, index: number, value: number): void {
  if (value > (map[index] ?? 0)) map[index] = value
}

function logDistance(cells: number): number {
  return Math.log(Math.max(LEAST_DISTANCE_CELLS, cells))
}

function clamp(cell: number, size: number): number {
  return Math.min(size - 1, Math.max(0, cell))
}
