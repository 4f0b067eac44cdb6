import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Point, Shape } from '#shared/shapes/index.ts'
import type { CutOut } from '../smart/questions.ts'
import type { Drawable, Pen } from './drawable.ts'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments } from './image/adjustments.ts'
import type { Neighbour } from './neighbours.ts'
import type { QuarterTurn } from './quarter-turn.ts'
import type { ToolId } from './tools/index.ts'
import type { Replacement } from './tools/tool.ts'
import { DEFAULT_TOOL_SETTINGS, type ToolSettings } from './tools/tool-settings.ts'
import { DEFAULT_VIEW_OPTIONS, type ViewOptions } from './view-aids/view-options.ts'
import type { Viewport } from './viewport.ts'

/** What the stage shows; the workbench hands in a new one whenever something changed. */
export interface Scene {
  readonly drawables: readonly Drawable[]
  readonly selection: readonly AnnotationId[]
  readonly neighbours: readonly Neighbour[]
  /** This person's versions of what somebody else changed first, while they wait for a decision. */
  readonly rivals: readonly Drawable[]
  readonly tool: ToolId
  readonly settings: ToolSettings
  readonly view: ViewOptions
  readonly turn: QuarterTurn
  /** What this person has locked or pinned. */
  readonly fixed: ReadonlySet<AnnotationId>
  readonly adjustments: ImageAdjustments
  readonly isReadOnly: boolean
  /** How a shape that is being drawn will look. */
  readonly pen: Pen
  /** The project's own model for cutting out; null where it has none. */
  readonly ownCutOut: CutOut | null
}

/** Before the workbench has said anything. */
export const EMPTY_SCENE: Scene = {
  drawables: [],
  selection: [],
  neighbours: [],
  rivals: [],
  tool: 'select',
  settings: DEFAULT_TOOL_SETTINGS,
  view: DEFAULT_VIEW_OPTIONS,
  turn: 0,
  fixed: new Set(),
  adjustments: DEFAULT_ADJUSTMENTS,
  isReadOnly: true,
  pen: { color: '#ffffff', tag: '', template: null },
  ownCutOut: null,
}

/** What happens on the stage. */
export interface StageEvents {
  onSelect(selection: readonly AnnotationId[]): void
  onCreate(shape: Shape): void
  onChange(id: AnnotationId, shape: Shape): void
  onReplace(replacement: Replacement): void
  /** The hand changed what it holds: the size of a brush. */
  onSettings(change: Partial<ToolSettings>): void
  /** One quiet sentence of a tool; null takes it away. */
  onHint(sentence: string | null): void
  /** The menu of what lies there is asked for, at a place of the stage. */
  onContext(id: AnnotationId | null, screen: Point): void
  /** A shape is dragged, not yet put down; null when it is. */
  onHold(id: AnnotationId, shape: Shape | null): void
  /** In image pixels; null outside. */
  onPointer(point: Point | null): void
  onView(viewport: Viewport): void
}
