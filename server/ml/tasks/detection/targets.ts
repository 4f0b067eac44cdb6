import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Tensor, Tf } from '../../engines/tensor.ts'
import type { LabelledObject } from '../task.ts'

/** Width of the bump around a centre, as a share of the box, and its least width in cells. */
const SPREAD = 0.11
const LEAST_SPREAD_CELLS = 0.6
/** Bumps are drawn out to three deviations. */
const REACH = 3
/** Cells whose bump is higher than this learn the sides of the box. */
const SIDES_FROM = 0.3
const LEAST_DISTANCE_CELLS = 0.1
const SIDES = 4

/** Heat of what is neither learned nor taken for nothing: so near to a centre that the focal loss forgives whatever is said there. */
const IGNORED_HEAT = 0.99

type Maps = { heat: Float32Array; centres: Float32Array; sides: Float32Array; weight: Float32Array }
type Place = { first: number; grid: Grid; labels: number }

/**
 * Objects in fractions of the input -> heat [n, h, w, labels] (Gaussian bumps, 1 at the centre), sides [n, h, w, 4] (logarithm of left, top,
 * right and bottom distance in cells), weight [n, h, w, 1] of the cells that learn them, which is the same in all for every object, large or
 * small (Liu et al. 2020, arXiv 1909.00700, section 3.3), and centres [n, h, w, labels], the weight of the object whose centre a cell is.
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
    centres: new Float32Array(batch.length * cells * labels),
    sides: new Float32Array(batch.length * cells * SIDES),
    weight: new Float32Array(batch.length * cells),
  }
  batch.forEach((objects, index) => {
    const place = { first: index * cells, grid, labels }
    const owners = new Map<number, number>()
    objects.forEach((object, number) => {
      if (object.weight === 0) drawIgnored(maps, place, object)
      else drawObject(maps, place, object, (cell) => owners.set(cell, number))
    })
    shareOut(maps.weight, owners, objects)
  })
  const size = [batch.length, grid.height, grid.width] as const
  return [
    tf.tensor4d(maps.heat, [...size, labels]),
    tf.tensor4d(maps.sides, [...size, SIDES]),
    tf.tensor4d(maps.weight, [...size, 1]),
    tf.tensor4d(maps.centres, [...size, labels]),
  ]
}

function drawObject(
  maps: Maps,
  { first, grid, labels }: Place,
  { label, shape, weight = 1 }: LabelledObject,
  own: (cell: number) => void,
): void {
  const box = bounds(shape)
  if (!box) return
  const [width, height] = [box.width * grid.width, box.height * grid.height]
  const [left, top] = [box.x * grid.width, box.y * grid.height]
  const centreX = clamp(Math.floor(left + width / 2), grid.width)
  const centreY = clamp(Math.floor(top + height / 2), grid.height)
  const spreadX = Math.max(LEAST_SPREAD_CELLS, width * SPREAD)
  const spreadY = Math.max(LEAST_SPREAD_CELLS, height * SPREAD)
  maps.centres[(first + centreY * grid.width + centreX) * labels + label] = weight
  const [reachX, reachY] = [Math.ceil(spreadX * REACH), Math.ceil(spreadY * REACH)]
  for (let y = Math.max(0, centreY - reachY); y <= Math.min(grid.height - 1, centreY + reachY); y++) {
    for (let x = Math.max(0, centreX - reachX); x <= Math.min(grid.width - 1, centreX + reachX); x++) {
      const bump = Math.exp(-((x - centreX) ** 2 / (2 * spreadX ** 2) + (y - centreY) ** 2 / (2 * spreadY ** 2)))
      const cell = first + y * grid.width + x
      raise(maps.heat, cell * labels + label, bump)
      if (bump <= SIDES_FROM || bump <= (maps.weight[cell] ?? 0)) continue
      maps.weight[cell] = bump
      own(cell)
      const [middleX, middleY] = [x + 0.5, y + 0.5]
      maps.sides.set(
        [middleX - left, middleY - top, left + width - middleX, top + height - middleY].map(logDistance),
        cell * SIDES,
      )
    }
  }
}

/** The cells of an object share its weight by their bumps. */
function shareOut(weights: Float32Array, owners: ReadonlyMap<number, number>, objects: readonly LabelledObject[]): void {
  const sums = new Float64Array(objects.length)
  for (const [cell, owner] of owners) sums[owner] = (sums[owner] ?? 0) + (weights[cell] ?? 0)
  for (const [cell, owner] of owners) weights[cell] = ((weights[cell] ?? 0) / (sums[owner] ?? 1)) * (objects[owner]?.weight ?? 1)
}

/** Every cell in the middle half of the box is forgiven. */
function drawIgnored({ heat }: Maps, { first, grid, labels }: Place, { label, shape }: LabelledObject): void {
  const box = bounds(shape)
  if (!box) return
  const [left, top] = [(box.x + box.width / 4) * grid.width, (box.y + box.height / 4) * grid.height]
  const [right, bottom] = [left + (box.width / 2) * grid.width, top + (box.height / 2) * grid.height]
  for (let y = clamp(Math.floor(top), grid.height); y <= clamp(Math.floor(bottom), grid.height); y++) {
    for (let x = clamp(Math.floor(left), grid.width); x <= clamp(Math.floor(right), grid.width); x++)
      raise(heat, (first + y * grid.width + x) * labels + label, IGNORED_HEAT)
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
