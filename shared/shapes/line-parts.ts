import { flatOf, pointsOf } from './ring.ts'
import type { Bounds, Point, Ring } from './shape.ts'

/** The pieces of an open line that lie inside a frame, in their order. */
export function partsInside(line: Ring, frame: Bounds): number[][] {
  const parts: Point[][] = []
  const points = pointsOf(line)
  for (const [index, to] of points.entries()) {
    const from = points[index - 1]
    const inside = from && segmentInside(from, to, frame)
    if (!inside) continue
    const open = parts.at(-1)
    const end = open?.at(-1)
    if (open && end && end.x === inside[0].x && end.y === inside[0].y) open.push(inside[1])
    else parts.push([...inside])
  }
  return parts.map(flatOf)
}

/** The piece of a straight line inside a frame (Liang and Barsky, 1984); null where it passes by. */
function segmentInside(from: Point, to: Point, { x, y, width, height }: Bounds): [Point, Point] | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  let [enters, leaves] = [0, 1]
  for (const [step, room] of [
    [-dx, from.x - x],
    [dx, x + width - from.x],
    [-dy, from.y - y],
    [dy, y + height - from.y],
  ] as const) {
    if (step === 0 && room < 0) return null
    if (step < 0) enters = Math.max(enters, room / step)
    if (step > 0) leaves = Math.min(leaves, room / step)
  }
  if (enters > leaves) return null
  // Its ends are put on the edge, where rounding would leave them beside it.
  const at = (share: number): Point => ({
    x: Math.min(Math.max(from.x + share * dx, x), x + width),
    y: Math.min(Math.max(from.y + share * dy, y), y + height),
  })
  return [enters === 0 ? from : at(enters), leaves === 1 ? to : at(leaves)]
}
