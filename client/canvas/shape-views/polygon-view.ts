import { bounds, type Polygon, type Polyline, type Ring } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import type { Drawable } from '../drawable.ts'
import { edgeMiddles } from '../tools/vertices.ts'
import type { Viewport } from '../viewport.ts'
import type { Handling, ShapeView } from './shape-view.ts'
import { drawHandle, drawnAsDot, fillPath, type Look, setStrength, strokePath, tracePath } from './strokes.ts'

/** Screen pixels. */
const MIDDLE_RADIUS = 2.5
/** Vertices closer to each other than this, on the average, get small handles. */
const ROOM_FOR_HANDLE = 14
/** Vertices above which handles would hide the outline; they can still be taken. */
const MOST_HANDLES = 400

/** Polygons with their holes; the vertices when one is selected. */
export const polygonView: ShapeView<Polygon> = {
  draw(context, shape, drawable, viewport, detail) {
    const box = bounds(shape)
    setStrength(context, drawable, detail)
    if (box && drawnAsDot(context, drawable, viewport, box)) return
    paintPolygon(context, shape, drawable, viewport, detail)
  },
  drawSelected(context, shape, drawable, viewport, handling) {
    paintPolygon(context, shape, drawable, viewport, 'selected')
    for (const ring of [shape.ring, ...shape.holes]) drawVertices(context, ring, true, drawable.color, viewport, handling)
  },
}

/** Open lines. */
export const polylineView: ShapeView<Polyline> = {
  draw: (context, shape, drawable, viewport, detail) => paintLine(context, shape, drawable, viewport, detail),
  drawSelected(context, shape, drawable, viewport, handling) {
    paintLine(context, shape, drawable, viewport, 'selected')
    drawVertices(context, shape.points, false, drawable.color, viewport, handling)
  },
}

function paintPolygon(context: CanvasRenderingContext2D, shape: Polygon, drawable: Drawable, viewport: Viewport, look: Look) {
  setStrength(context, drawable, look)
  context.beginPath()
  tracePath(context, shape.ring, viewport, true)
  for (const hole of shape.holes) tracePath(context, hole, viewport, true)
  fillPath(context, drawable, look)
  strokePath(context, drawable, look)
}

function paintLine(context: CanvasRenderingContext2D, shape: Polyline, drawable: Drawable, viewport: Viewport, look: Look) {
  setStrength(context, drawable, look)
  context.beginPath()
  tracePath(context, shape.points, viewport, false)
  strokePath(context, drawable, look)
}

function drawVertices(
  context: CanvasRenderingContext2D,
  flat: Ring,
  isClosed: boolean,
  color: string,
  { scale, x, y }: Viewport,
  handling: Handling,
) {
  if (handling === 'none' || flat.length / 2 > MOST_HANDLES) return
  const middles = handling === 'full' ? edgeMiddles(flat, isClosed, 1 / scale) : []
  for (const { at } of middles) drawHandle(context, color, at.x * scale + x, at.y * scale + y, MIDDLE_RADIUS)
  const { width, height } = boundsOfPoints(flat)
  const isDense = (4 * (width + height) * scale) / flat.length < ROOM_FOR_HANDLE
  for (let at = 0; at + 1 < flat.length; at += 2)
    drawHandle(
      context,
      color,
      (flat[at] as number) * scale + x,
      (flat[at + 1] as number) * scale + y,
      isDense ? MIDDLE_RADIUS : undefined,
    )
}
