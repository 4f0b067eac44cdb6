import type { Point } from '#shared/shapes/index.ts'
import type { Places } from './map-points.ts'
import { type MapView, onScreen } from './map-view.ts'

/** What one frame of the map shows; colours as the canvas takes them. */
export interface MapScene {
  readonly places: Places
  readonly groupOf: Uint16Array
  readonly colors: readonly string[]
  readonly selected: ReadonlySet<number>
  readonly focus: number | null
  /** On the screen, while it is drawn. */
  readonly lasso: readonly Point[]
  readonly view: MapView
  readonly ink: { readonly ground: string; readonly edge: string; readonly accent: string }
}

/** Fewer points than this are round. */
const MOST_ROUND = 6000
const RADIUS_PX = { few: 4.5, usual: 3, many: 1.6 } as const
const FEW = 500
const RING_PX = 3
/** Points that overlap shine through; beside selected ones the others recede. */
const OPACITY = { usual: 0.85, besideSelected: 0.35 } as const
const FULL_TURN = 2 * Math.PI

/** Draws a frame of the map over the whole canvas, `width` x `height` CSS pixels; 100,000 points in one go, a group at a time. */
export function drawPoints(context: CanvasRenderingContext2D, scene: MapScene, width: number, height: number): void {
  const { places, groupOf, colors, selected, focus, view, ink } = scene
  context.fillStyle = ink.ground
  context.fillRect(0, 0, width, height)
  const count = places.x.length
  const radius = count <= FEW ? RADIUS_PX.few : count <= MOST_ROUND ? RADIUS_PX.usual : RADIUS_PX.many
  const round = count <= MOST_ROUND
  const seen: number[][] = colors.map(() => [])
  for (let point = 0; point < count; point++) {
    const x = (places.x[point] as number) * view.scale + view.x
    const y = (places.y[point] as number) * view.scale + view.y
    // Flat lists of x and y: 100,000 objects a frame would keep the collector busy.
    if (x > -radius && y > -radius && x < width + radius && y < height + radius) seen[groupOf[point] ?? 0]?.push(x, y)
  }
  context.globalAlpha = selected.size > 0 ? OPACITY.besideSelected : OPACITY.usual
  for (const [group, flat] of seen.entries()) {
    context.fillStyle = colors[group] ?? ink.edge
    for (let at = 0; at < flat.length; at += 2) dot(context, flat[at] as number, flat[at + 1] as number, radius, round)
  }
  context.globalAlpha = 1
  for (const point of selected) {
    const { x, y } = onScreen(view, placeOf(places, point))
    context.fillStyle = colors[groupOf[point] ?? 0] ?? ink.edge
    dot(context, x, y, radius + 1, true)
  }
  if (focus !== null) ring(context, onScreen(view, placeOf(places, focus)), radius + RING_PX, ink)
  if (scene.lasso.length > 1) outline(context, scene.lasso, ink.accent)
}

/** Where a point lies on the map. */
export const placeOf = ({ x, y }: Places, point: number): Point => ({ x: x[point] ?? 0, y: y[point] ?? 0 })

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, round: boolean): void {
  if (!round) {
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
    return
  }
  context.beginPath()
  context.arc(x, y, radius, 0, FULL_TURN)
  context.fill()
}

function ring(context: CanvasRenderingContext2D, { x, y }: Point, radius: number, { edge, accent }: MapScene['ink']): void {
  for (const [color, width] of [
    [edge, RING_PX + 1],
    [accent, RING_PX - 1],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = width
    context.beginPath()
    context.arc(x, y, radius, 0, FULL_TURN)
    context.stroke()
  }
}

function outline(context: CanvasRenderingContext2D, line: readonly Point[], color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1.5
  context.beginPath()
  for (const { x, y } of line) context.lineTo(x, y)
  context.closePath()
  context.stroke()
}
