import type { AnnotationId } from '#shared/domain/ids.ts'
import type { SkeletonTemplate } from '#shared/ontology.ts'
import type { Bounds, Point, Shape, ShapeKindId } from '#shared/shapes/index.ts'
import type { Smart } from '../../smart/questions.ts'
import type { Size } from '../viewport.ts'
import type { Dab } from './mask-brush.ts'
import type { ToolSettings } from './tool-settings.ts'

/** A pointer on the image. */
export interface PointerInput {
  /** In image pixels; may lie outside the image. */
  readonly point: Point
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  /** How hard a pen presses, 0 to 1; 0.5 for everything that cannot tell. */
  readonly pressure: number
  /** Presses in a row at about the same place: 2 for a double click. */
  readonly clicks: number
  /** Where else it was since the last move, in order; absent where nowhere. */
  readonly trail?: readonly Point[]
}

/** The image's pixels as the smart tools read them: RGBA, row by row. */
export interface Pixels extends Size {
  readonly data: Uint8ClampedArray
}

/** Several changes that are one step of undo: what goes, what changes its shape, what is new with the label of another. */
export interface Replacement {
  readonly remove?: readonly AnnotationId[]
  readonly change?: readonly { readonly id: AnnotationId; readonly shape: Shape }[]
  readonly create?: readonly { readonly like: AnnotationId | null; readonly shape: Shape }[]
}

/** Where painting is seen before it is a mask. */
export interface PaintSurface {
  /** Takes up an annotation's mask; null for an empty sheet. */
  begin(id: AnnotationId | null): void
  dab(dab: Dab): void
  /** What is painted stays in sight until the scene shows what became of it. */
  end(): void
  /** What was painted is gone. */
  cancel(): void
}

/** A shape that waits for a yes or no of this person alone. */
export interface Proposed {
  readonly shape: Shape
  /** How sure the proposer is, 0 to 1. */
  readonly score: number
  readonly isInQuestion: boolean
}

/** What a tool may see and do. No DOM, no Konva, no React: a tool runs headless. */
export interface ToolContext {
  readonly image: Size
  /** Image pixels per screen pixel, for everything that is as large as a finger and not as large as a thing. */
  pixelSize(): number
  settings(): ToolSettings
  /** The keypoints and edges of the label in the pen; null where it has none. */
  template(): SkeletonTemplate | null
  /** The one annotation that is selected; null where none is, or several. */
  selected(): AnnotationId | null
  selection(): readonly AnnotationId[]
  shapeOf(id: AnnotationId): Shape | null
  /** The shape under a place that a person would mean, the selected one first. */
  hit(point: Point): AnnotationId | null
  /** What lies in a rectangle, hidden shapes left out. */
  within(bounds: Bounds): readonly { readonly id: AnnotationId; readonly shape: Shape }[]
  /** False where it is read-only, locked, or in somebody else's hand. */
  mayChange(id: AnnotationId): boolean
  select(ids: AnnotationId | readonly AnnotationId[] | null): void
  /** Shows a shape being drawn; null takes it away. */
  preview(shape: Shape | null): void
  /** Shows the rectangle that is being pulled up to select what lies in it; null takes it away. */
  band(bounds: Bounds | null): void
  /** Shows an existing shape elsewhere while it is in hand, many at once by many calls; null puts it back. */
  hold(id: AnnotationId, shape: Shape | null): void
  readonly paint: PaintSurface
  create(shape: Shape): void
  change(id: AnnotationId, shape: Shape): void
  replace(replacement: Replacement): void
  /** Moves the view by a distance in image pixels. */
  panBy(dx: number, dy: number): void
  /** One quiet sentence: why something was not taken, or what comes next; null takes it away. */
  hint(sentence: string | null): void
  /** Shows shapes that nobody has drawn yet, as suggestions; the one in question stands out. An empty list takes them away. */
  propose(proposals: readonly Proposed[]): void
  /** What can be found out about the image, away from the page. */
  readonly smart: Smart
  /** The image's pixels; null until the image is there. Large images come scaled down: `width` against `image.width` says how much. */
  pixels(): Pixels | null
}

/** One gesture in progress. Handlers return the next state; null means back to rest. */
export interface ToolState {
  onMove?(input: PointerInput): ToolState | null
  onDown?(input: PointerInput): ToolState | null
  onUp?(input: PointerInput): ToolState | null
  /** A key as `keyOf` writes it; undefined where the key means nothing here and goes on to the workbench. */
  onKey?(key: string): ToolState | null | undefined
  onCancel?(): void
}

export interface Tool {
  readonly id: string
  readonly label: string
  /** The kind of shape it makes; absent for tools that change what is there. */
  readonly draws?: ShapeKindId
  /** Which of the settings mean something to it. */
  readonly heeds?: readonly (keyof ToolSettings)[]
  /** Keys that are in force while it is in hand, beside those of the page. */
  readonly scope?: 'mask'
  /** What it draws is selected at once: the next stroke goes on with it. */
  readonly selectsDrawn?: true
  start(context: ToolContext, input: PointerInput): ToolState | null
  /** May begin at once when it is taken into the hand; absent for tools that wait for a press. */
  take?(context: ToolContext): ToolState | null
  /** The mouse pointer over this place while nothing is in hand. */
  cursor(context: ToolContext, point: Point): string
  /** What turning the wheel with Alt changes, `travel` in pixels; absent where nothing. */
  onAltWheel?(settings: ToolSettings, travel: number): Partial<ToolSettings>
}
