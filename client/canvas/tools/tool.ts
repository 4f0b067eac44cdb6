import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Point, Shape } from '#shared/shapes/index.ts'
import type { Size } from '../viewport.ts'

/** A pointer on the image. */
export interface PointerInput {
  /** In image pixels; may lie outside the image. */
  readonly point: Point
  readonly shift: boolean
}

/** What a tool may see and do. No DOM, no Konva, no React: a tool runs headless. */
export interface ToolContext {
  readonly image: Size
  /** Image pixels per screen pixel, for everything that is as large as a finger and not as large as a thing. */
  pixelSize(): number
  selected(): AnnotationId | null
  shapeOf(id: AnnotationId): Shape | null
  /** The shape under a place that a person would mean, the selected one first. */
  hit(point: Point): AnnotationId | null
  /** False where it is read-only, or in somebody else's hand. */
  mayChange(id: AnnotationId): boolean
  select(id: AnnotationId | null): void
  /** Shows a shape being drawn; null takes it away. */
  preview(shape: Shape | null): void
  /** Shows an existing shape elsewhere while it is in hand; null puts it back. */
  hold(id: AnnotationId, shape: Shape | null): void
  create(shape: Shape): void
  change(id: AnnotationId, shape: Shape): void
  /** Moves the view by a distance in image pixels. */
  panBy(dx: number, dy: number): void
}

/** One gesture in progress. Handlers return the next state; null means back to rest. */
export interface ToolState {
  onMove?(input: PointerInput): ToolState | null
  onDown?(input: PointerInput): ToolState | null
  onUp?(input: PointerInput): ToolState | null
  onCancel?(): void
}

export interface Tool {
  readonly id: string
  readonly label: string
  start(context: ToolContext, input: PointerInput): ToolState | null
  /** The mouse pointer over this place while nothing is in hand. */
  cursor(context: ToolContext, point: Point): string
}
