import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { GEOMETRY_CHANNELS } from '#shared/decoding/oriented/channels.ts'
import { type TurnedBox, turnedBoxOf } from '#shared/decoding/oriented/turned-box.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { outline } from '#shared/shapes/index.ts'
import type { Tensor, Tf } from '../../engines/tensor.ts'
import type { LabelledObject } from '../task.ts'

/** Width of the bump around a centre, as a share of the side along it, and its least width in cells. */
const SPREAD = 0.11
const LEAST_SPREAD_CELLS = 0.6
/** Bumps are drawn out to three deviations. */
const REACH = 3
/** Cells whose bump is higher than this learn the box. */
const GEOMETRY_FROM = 0.5

interface Maps {
  readonly heat: Float32Array
  readonly geometry: Float32Array
  readonly weight: Float32Array
}

/**
 * Turned boxes as four corners in fractions of the input -> heat [n, h, w, labels] (Gaussian bumps turned with their boxes, 1 at the centre), geometry
 * [n, h, w, 8] as in `channels.ts`, and weight [n, h, w, 1] of the cells that learn it. Objects of weight 0 are forgiven, not taught.
 */
export function orientedTargets(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  grid: Grid,
  { length: labels }: readonly LearnedLabel[],
): Tensor[] {
  const cells = grid.width * grid.height
  const maps: Maps = {
    heat: new Float32Array(batch.length * cells * labels),
    geometry: new Float32Array(batch.length * cells * GEOMETRY_CHANNELS),
    weight: new Float32Array(batch.length * cells),
  }
  batch.forEach((objects, index) => {
    for (const { label, shape, weight = 1 } of objects) {
      const box = turnedBoxOf(outline(shape)[0] ?? [], grid)
      if (box) draw(maps, { first: index * cells, grid, labels }, box, { label, weight })
    }
  })
  const size = [batch.length, grid.height, grid.width] as const
  return [
    tf.tensor4d(maps.heat, [...size, labels]),
    tf.tensor4d(maps.geometry, [...size, GEOMETRY_CHANNELS]),
    tf.tensor4d(maps.weight, [...size, 1]),
  ]
}

type Place = { first: number; grid: Grid; labels: number }

function draw(
  maps: Maps,
  { first, grid, labels }: Place,
  box: TurnedBox,
  { label, weight }: { label: number; weight: number },
): void {
  const centreX = clamp(Math.floor(box.x), grid.width)
  const centreY = clamp(Math.floor(box.y), grid.height)
  const [along, across] = [box.long, box.short].map((side) => Math.max(LEAST_SPREAD_CELLS, side * SPREAD)) as [number, number]
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)]
  const reach = Math.ceil(along * REACH)
  for (let y = Math.max(0, centreY - reach); y <= Math.min(grid.height - 1, centreY + reach); y++) {
    for (let x = Math.max(0, centreX - reach); x <= Math.min(grid.width - 1, centreX + reach); x++) {
      const [dx, dy] = [x - centreX, y - centreY]
      const bump = Math.exp(-(((dx * cos + dy * sin) / along) ** 2 + ((dy * cos - dx * sin) / across) ** 2) / 2)
      const cell = first + y * grid.width + x
      // Short of a centre's height, what is not taught is forgiven.
      const heat = weight > 0 ? bump : Math.min(bump, 1 - GEOMETRY_FROM / 2)
      if (heat > (maps.heat[cell * labels + label] as number)) maps.heat[cell * labels + label] = heat
      if (weight === 0 || bump <= GEOMETRY_FROM || bump <= (maps.weight[cell] as number)) continue
      maps.weight[cell] = bump
      maps.geometry.set(geometryAt(box, x, y), cell * GEOMETRY_CHANNELS)
    }
  }
}

/** What a cell is to say of a box; its own middle lies half a cell in. */
function geometryAt({ x: middleX, y: middleY, long, short, angle }: TurnedBox, x: number, y: number): number[] {
  const offset = [middleX - x - 0.5, middleY - y - 0.5]
  const directions = [2, 4].flatMap((times) => [Math.cos(times * angle), Math.sin(times * angle)])
  return [...offset, Math.log(long), Math.log(short), ...directions]
}

const clamp = (cell: number, size: number): number => Math.min(size - 1, Math.max(0, cell))
