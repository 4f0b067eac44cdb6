import type { Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import { openedRing, pointsOf } from '#shared/shapes/ring.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'

const HALF_TURN = 180

type Values = Readonly<Record<string, unknown>>

/** The shape of a region of VIA; null where it cannot be read. */
export function viaShape(values: Values): Shape | null {
  const number = (name: string) => (typeof values[name] === 'number' ? (values[name] as number) : Number.NaN)
  switch (values.name) {
    case 'rect':
      return { kind: 'box', x: number('x'), y: number('y'), width: number('width'), height: number('height') }
    case 'circle':
      return { kind: 'ellipse', cx: number('cx'), cy: number('cy'), rx: number('r'), ry: number('r'), rotation: 0 }
    case 'ellipse': {
      // Newer versions say how it is turned, in radians.
      const rotation = typeof values.theta === 'number' ? wholeTurn((values.theta * HALF_TURN) / Math.PI) : 0
      return { kind: 'ellipse', cx: number('cx'), cy: number('cy'), rx: number('rx'), ry: number('ry'), rotation }
    }
    case 'polygon':
      return { kind: 'polygon', ring: openedRing(flat(values)), holes: [] }
    case 'polyline':
      return { kind: 'polyline', points: flat(values) }
    case 'point':
      return { kind: 'points', points: [number('cx'), number('cy')] }
    default:
      return null
  }
}

function flat({ all_points_x: xs, all_points_y: ys }: Values): number[] {
  if (!Array.isArray(xs) || !Array.isArray(ys)) return []
  return xs.slice(0, ys.length).flatMap((x, index) => [Number(x), Number(ys[index])])
}

/** What VIA holds. */
export const VIA_KINDS = ['box', 'polygon', 'polyline', 'ellipse', 'points'] as const satisfies readonly ShapeKindId[]
type ViaKind = (typeof VIA_KINDS)[number]

/** A shape as VIA's regions say it: one region for each single point. */
export function viaRegions(shape: ShapeOf<ViaKind>): object[] {
  switch (shape.kind) {
    case 'box':
      return [{ name: 'rect', x: shape.x, y: shape.y, width: shape.width, height: shape.height }]
    case 'ellipse': {
      const { cx, cy, rx, ry, rotation } = shape
      return [
        rx === ry
          ? { name: 'circle', cx, cy, r: rx }
          : { name: 'ellipse', cx, cy, rx, ry, theta: (rotation * Math.PI) / HALF_TURN },
      ]
    }
    case 'polygon':
      return [{ name: 'polygon', ...columns(shape.ring) }]
    case 'polyline':
      return [{ name: 'polyline', ...columns(shape.points) }]
    case 'points':
      return pointsOf(shape.points).map(({ x, y }) => ({ name: 'point', cx: x, cy: y }))
  }
}

const columns = (ring: readonly number[]) => ({
  all_points_x: pointsOf(ring).map(({ x }) => x),
  all_points_y: pointsOf(ring).map(({ y }) => y),
})
