import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Point } from '#shared/shapes/index.ts'
import { edgeSnap } from '../../smart/edge-snap.ts'
import { inside } from './box-geometry.ts'
import type { Line } from './grips/grip.ts'
import { linesOf } from './grips/index.ts'
import type { PointerInput, ToolContext } from './tool.ts'
import { vertexNear } from './vertices.ts'

/** Screen pixels. */
const REACH = 8

/** A vertex of another shape. */
export interface Corner {
  /** The line it stands on: the same text for the same line. */
  readonly key: string
  readonly line: Line
  /** Its place in the flat list. */
  readonly index: number
}

/** Where a point goes: to a corner, on an edge, or where the pointer is; always inside the image. */
export interface Snapped {
  readonly point: Point
  readonly corner: Corner | null
}

/** The place a pointer means, if points snap (by setting, or while Ctrl is held) or borders are shared. */
export function snapped(
  context: ToolContext,
  { point, ctrl }: Pick<PointerInput, 'point' | 'ctrl'>,
  except: AnnotationId | null = null,
): Snapped {
  const place = inside(point, context.image)
  const { snaps, sharesBorders } = context.settings()
  if (!snaps && !ctrl && !sharesBorders) return { point: place, corner: null }
  const reach = REACH * context.pixelSize()
  const near = context
    .within({ x: place.x - reach, y: place.y - reach, width: 2 * reach, height: 2 * reach })
    .filter(({ id }) => id !== except)
    .flatMap(({ id, shape }) => linesOf(shape).map((line, index) => ({ line, key: `${id} ${index}` })))
  const corner = nearestCorner(near, place, reach)
  if (corner) return { point: placeOf(corner), corner }
  const onShape = snaps || ctrl ? nearestOnEdge(near, place, reach) : null
  // Edges of the image itself pull only while the key is held: they are everywhere.
  return { point: onShape ?? (ctrl ? onImageEdge(context, place, reach) : place), corner: null }
}

function onImageEdge(context: ToolContext, place: Point, reach: number): Point {
  const pixels = context.pixels()
  return pixels ? edgeSnap({ image: context.image, pixels }, place, reach) : place
}

type Near = Omit<Corner, 'index'>

const placeOf = ({ line, index }: Corner): Point => ({ x: line.flat[index] as number, y: line.flat[index + 1] as number })

function nearestCorner(near: readonly Near[], point: Point, reach: number): Corner | null {
  let found: Corner | null = null
  let distance = reach
  for (const { line, key } of near) {
    const index = vertexNear(line.flat, point, distance)
    if (index === null) continue
    found = { key, line, index }
    const { x, y } = placeOf(found)
    distance = Math.hypot(x - point.x, y - point.y)
  }
  return found
}

function nearestOnEdge(near: readonly Near[], point: Point, reach: number): Point | null {
  let found: Point | null = null
  let distance = reach
  for (const { line } of near) {
    if (line.joins === 'loose') continue
    const { flat } = line
    const last = line.joins === 'closed' ? flat.length : flat.length - 2
    for (let at = 0; at < last; at += 2) {
      const next = (at + 2) % flat.length
      const place = nearestBetween(
        { x: flat[at] as number, y: flat[at + 1] as number },
        { x: flat[next] as number, y: flat[next + 1] as number },
        point,
      )
      const away = Math.hypot(place.x - point.x, place.y - point.y)
      if (away > distance) continue
      found = place
      distance = away
    }
  }
  return found
}

function nearestBetween(from: Point, to: Point, { x, y }: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const lengthSquared = dx * dx + dy * dy
  const share = lengthSquared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared
  const along = Math.min(Math.max(share, 0), 1)
  return { x: from.x + along * dx, y: from.y + along * dy }
}
