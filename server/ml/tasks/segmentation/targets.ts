import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { OFFSET_CHANNELS, OFFSET_UNIT_CELLS } from '#shared/decoding/segmentation/channels.ts'
import { outline, type Ring } from '#shared/shapes/index.ts'
import type { Tensor, Tf } from '../../engines/tensor.ts'
import type { LabelledObject } from '../task.ts'
import { type Coverage, coverage } from './coverage.ts'

/** Width of the bump around a centre, as a share of the object's size, and its least width in cells. */
const SPREAD = 0.12
const LEAST_SPREAD_CELLS = 0.8
/** Bumps are drawn out to three deviations. */
const REACH = 3
/** Cells of which an object covers this much learn where its middle is. */
const OFFSET_FROM = 0.25
/** Learned with the weight of an object of so many square cells or more; smaller ones weigh up to this much more per cell. */
const PLAIN_AREA_CELLS = 400
const GREATEST_WEIGHT = 4

interface Maps {
  readonly shares: Float32Array
  readonly weight: Float32Array
  readonly heat: Float32Array
  readonly offsets: Float32Array
  readonly offsetWeight: Float32Array
}

interface Placed {
  readonly label: number
  readonly weight: number
  readonly covered: Coverage
}

/**
 * Objects in fractions of the input -> share of each cell that every label covers [n, h, w, labels], how much the cell counts [n, h, w, 1], heat of
 * the centres [n, h, w, 1], offsets to the centre [n, h, w, 2] and how much they count [n, h, w, 1] (Cheng et al. 2020, Panoptic-DeepLab, with
 * exact areas in place of pixels). A cell has one owner: where objects overlap, the smaller one. Objects of weight 0 are left out of all judgement.
 */
export function segmentationTargets(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  grid: Grid,
  { length: labels }: readonly LearnedLabel[],
): Tensor[] {
  const cells = batch.length * grid.width * grid.height
  const maps: Maps = {
    shares: new Float32Array(cells * labels),
    weight: new Float32Array(cells).fill(1),
    heat: new Float32Array(cells),
    offsets: new Float32Array(cells * OFFSET_CHANNELS),
    offsetWeight: new Float32Array(cells),
  }
  batch.forEach((objects, index) => {
    const place = { first: index * grid.width * grid.height, grid, labels }
    const placed = objects.flatMap((object) => placedOn(grid, object)).sort((a, b) => b.covered.area - a.covered.area)
    for (const object of placed) paint(maps, place, object)
  })
  const size = [batch.length, grid.height, grid.width] as const
  return [
    tf.tensor4d(maps.shares, [...size, labels]),
    tf.tensor4d(maps.weight, [...size, 1]),
    tf.tensor4d(maps.heat, [...size, 1]),
    tf.tensor4d(maps.offsets, [...size, OFFSET_CHANNELS]),
    tf.tensor4d(maps.offsetWeight, [...size, 1]),
  ]
}

function placedOn(grid: Grid, { label, shape, weight = 1 }: LabelledObject): Placed[] {
  const rings = outline(shape).map((ring) => inCells(ring, grid))
  const covered = rings.length > 0 ? coverage(rings, grid) : null
  return covered ? [{ label, weight, covered }] : []
}

const inCells = (ring: Ring, { width, height }: Grid): number[] =>
  ring.map((value, at) => value * (at % 2 === 0 ? width : height))

type Place = { first: number; grid: Grid; labels: number }

function paint(maps: Maps, { first, grid, labels }: Place, { label, weight, covered }: Placed): void {
  const middle = middleOf(covered)
  const perCell = weight * Math.min(GREATEST_WEIGHT, Math.max(1, Math.sqrt(PLAIN_AREA_CELLS / covered.area)))
  forEachCovered(covered, (x, y, share) => {
    const cell = first + y * grid.width + x
    makeRoom(maps.shares.subarray(cell * labels, (cell + 1) * labels), share)
    maps.shares[cell * labels + label] = (maps.shares[cell * labels + label] as number) + share
    if (weight === 0) maps.weight[cell] = Math.min(maps.weight[cell] as number, 1 - share)
    else if (share > OFFSET_FROM) maps.weight[cell] = perCell
    if (share <= OFFSET_FROM) return
    maps.offsets.set([(middle.x - x) / OFFSET_UNIT_CELLS, (middle.y - y) / OFFSET_UNIT_CELLS], cell * OFFSET_CHANNELS)
    // Errors count by the size of the object: a cell off is much for a small one.
    maps.offsetWeight[cell] = (weight * share * OFFSET_UNIT_CELLS) / Math.sqrt(covered.area)
  })
  if (weight > 0) drawBump(maps.heat, { first, grid, labels }, middle, covered.area)
}

/** What lay here before gives way where both do not fit. */
function makeRoom(shares: Float32Array, share: number): void {
  const taken = shares.reduce((sum, value) => sum + value, 0)
  const left = 1 - share
  if (taken <= left || taken === 0) return
  for (let label = 0; label < shares.length; label++) shares[label] = ((shares[label] as number) * left) / taken
}

/** The centre of mass, in cells whose middles are whole numbers. */
function middleOf(covered: Coverage): { x: number; y: number } {
  let [sumX, sumY] = [0, 0]
  forEachCovered(covered, (x, y, share) => {
    sumX += x * share
    sumY += y * share
  })
  return { x: sumX / covered.area, y: sumY / covered.area }
}

function drawBump(heat: Float32Array, { first, grid }: Place, middle: { x: number; y: number }, area: number): void {
  const [centreX, centreY] = [clamp(Math.round(middle.x), grid.width), clamp(Math.round(middle.y), grid.height)]
  const spread = Math.max(LEAST_SPREAD_CELLS, SPREAD * Math.sqrt(area))
  const reach = Math.ceil(spread * REACH)
  for (let y = Math.max(0, centreY - reach); y <= Math.min(grid.height - 1, centreY + reach); y++) {
    for (let x = Math.max(0, centreX - reach); x <= Math.min(grid.width - 1, centreX + reach); x++) {
      const bump = Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / (2 * spread ** 2))
      const cell = first + y * grid.width + x
      if (bump > (heat[cell] as number)) heat[cell] = bump
    }
  }
}

function forEachCovered({ x, y, width, height, values }: Coverage, visit: (x: number, y: number, share: number) => void): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const share = values[row * width + column] as number
      if (share > 0) visit(x + column, y + row, share)
    }
  }
}

const clamp = (cell: number, size: number): number => Math.min(size - 1, Math.max(0, cell))
