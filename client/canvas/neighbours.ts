import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Point, Shape } from '#shared/shapes/index.ts'
import { type Drawable, sketch } from './drawable.ts'
import type { TurnedStage } from './quarter-turn.ts'
import { drawSelectedShape, drawShape } from './shape-views/index.ts'
import { INK, textOn } from './shape-views/palette.ts'
import { drawTag } from './shape-views/tag-view.ts'
import { toScreen, type Viewport } from './viewport.ts'

/** Somebody else on this image: a person, or a model at work. */
export interface Neighbour {
  readonly sessionId: string
  readonly name: string
  /** #rrggbb */
  readonly color: string
  readonly pointer: Point | null
  /** What they have selected, or (a model) just made. */
  readonly selection: readonly string[]
  /** What they draw with; null while that is not known. */
  readonly tool: string | null
  readonly holding: { readonly annotationId: string; readonly shape: Shape } | null
}

/** What the others' shapes are drawn with. */
export interface NeighbourView {
  readonly viewport: Viewport
  readonly stageSize: TurnedStage
  /** An annotation as it lies on the image; undefined where it does not. */
  readonly drawable: (id: AnnotationId) => Drawable | undefined
}

/** Screen pixels. */
const ARROW = [
  [0, 0],
  [0, 16],
  [4.5, 12],
  [11.5, 12],
] as const
const NAME_OFFSET = 14
const NAME_HEIGHT = 16
const NAME_PADDING = 4
const NAME_DROP = 12
const NAME_FONT = '500 11px ui-sans-serif, system-ui, sans-serif'

/** Somebody else as this person sees them: what they have selected and what they hold in their colour, their pointer, their name. */
export function drawNeighbour(context: CanvasRenderingContext2D, neighbour: Neighbour, view: NeighbourView): void {
  const { color, holding, selection, pointer } = neighbour
  for (const id of selection) {
    const drawable = id === holding?.annotationId ? undefined : view.drawable(id as AnnotationId)
    if (drawable) drawSelectedShape(context, { ...drawable, color, tag: '' }, view.viewport, 'none')
  }
  if (holding) drawSelectedShape(context, heldBy(neighbour, holding, view), view.viewport, 'none')
  if (pointer) drawPointer(context, neighbour, toScreen(view.viewport, pointer))
}

/** The other version of a contested annotation: dashed, with its tag, never in the way of the pointer. */
export function drawRival(context: CanvasRenderingContext2D, rival: Drawable, { viewport, stageSize }: NeighbourView): void {
  drawShape(context, rival, viewport, 'full')
  drawTag(context, rival, viewport, stageSize, true)
}

function heldBy({ color }: Neighbour, { annotationId, shape }: NonNullable<Neighbour['holding']>, view: NeighbourView): Drawable {
  const known = view.drawable(annotationId as AnnotationId)
  return known ? { ...known, shape, color, tag: '' } : sketch(shape, { color, tag: '', template: null })
}

function drawPointer(context: CanvasRenderingContext2D, { name, color, tool }: Neighbour, { x, y }: Point) {
  context.setLineDash([])
  context.beginPath()
  for (const [dx, dy] of ARROW) context.lineTo(x + dx, y + dy)
  context.closePath()
  context.fillStyle = color
  context.strokeStyle = INK.handle
  context.lineWidth = 1
  context.fill()
  context.stroke()
  const words = tool === null || tool === 'select' ? name : `${name}, ${tool.replaceAll('-', ' ')}`
  context.font = NAME_FONT
  const width = context.measureText(words).width + 2 * NAME_PADDING
  context.fillStyle = color
  context.fillRect(x + NAME_OFFSET, y + NAME_OFFSET, width, NAME_HEIGHT)
  context.fillStyle = textOn(color)
  context.fillText(words, x + NAME_OFFSET + NAME_PADDING, y + NAME_OFFSET + NAME_DROP)
}
