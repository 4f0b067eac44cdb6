import { createStore } from 'zustand/vanilla'
import type { AnnotationId, AssetId, TrackId } from '#shared/domain/ids.ts'
import type { Point } from '#shared/shapes/index.ts'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments } from '../canvas/image/adjustments.ts'
import type { QuarterTurn } from '../canvas/quarter-turn.ts'
import type { ToolId } from '../canvas/tools/index.ts'
import { DEFAULT_TOOL_SETTINGS, type ToolSettings } from '../canvas/tools/tool-settings.ts'
import type { Copied } from './decisions.ts'

export const OBJECT_FILTERS = ['all', 'suggested', 'decided', 'unanswered'] as const
export type ObjectFilter = (typeof OBJECT_FILTERS)[number]

/** What the keys walk through: freely, attribute by attribute, one label only, or tile by tile. */
export type WorkMode = 'free' | 'attributes' | 'single-label' | 'sweep'

/** What a person has in hand and on the desk; the labels themselves are in the annotation store. */
export interface WorkbenchState {
  readonly tool: ToolId
  /** The tool that was drawn with last; null before any was. */
  readonly drawingTool: ToolId | null
  /** The label the next shape gets; null until one is chosen. */
  readonly label: string | null
  /** What acts on the selected act on; in the order of selecting. */
  readonly selection: readonly AnnotationId[]
  readonly settings: ToolSettings
  /** The shape that the next drawing replaces; null where it is a new one. */
  readonly redrawing: AnnotationId | null
  /** What was copied last; it lasts while images come and go. */
  readonly clipboard: readonly Copied[]
  /** The shape made last, which a wrong label may still be meant for. */
  readonly lastDrawn: AnnotationId | null
  readonly search: string
  readonly filter: ObjectFilter
  /** The slider: suggestions with at least this score would be accepted. */
  readonly threshold: number
  readonly isThresholdShown: boolean
  readonly mode: WorkMode
  /** The attribute in hand while walking through them; null for the first that is asked. */
  readonly attribute: string | null
  /** In single-label mode the next image follows after so many objects; null: never by itself. */
  readonly objectsPerImage: number | null
  readonly areShapesHidden: boolean
  /** What this person does not want to see now; ids are of one asset each, so it lasts while assets come and go. */
  readonly hidden: ReadonlySet<AnnotationId>
  /** What this person must not change by mistake. */
  readonly locked: ReadonlySet<AnnotationId>
  /** What stays in its place while its label may change. */
  readonly pinned: ReadonlySet<AnnotationId>
  /** How the image's pixels are shown. */
  readonly adjustments: ImageAdjustments
  /** How the view is turned; it stays while images come and go, as the camera did. */
  readonly turn: QuarterTurn
  /** Where on the stage the menu of the selected stands; null while it is closed. */
  readonly menuAt: Point | null
  readonly isViewMenuOpen: boolean
  /** The key of the lens is held. */
  readonly isMagnified: boolean
  /** The track in hand; it lasts while frames come and go. */
  readonly track: TrackId | null
  /** The image on which it was selected last. */
  readonly trackSeenOn: AssetId | null
  /** The first of two tracks that are to become one. */
  readonly merging: TrackId | null
  /** How far a step through a video goes, in frames. */
  readonly reach: number
  readonly isPlaying: boolean
  /** When Space went down, on the page's clock; null while it is up. */
  readonly heldSince: number | null
  /** Screen pixels per image pixel. */
  readonly scale: number
  /** One quiet sentence beside the image. */
  readonly note: string | null
}
export type WorkbenchStore = ReturnType<typeof createWorkbenchState>

const DEFAULT_THRESHOLD = 0.8
/** As in CVAT. */
const DEFAULT_REACH = 10

/** A fresh desk. */
export const createWorkbenchState = () =>
  createStore<WorkbenchState>()(() => ({
    tool: 'select',
    drawingTool: null,
    label: null,
    selection: [],
    settings: DEFAULT_TOOL_SETTINGS,
    redrawing: null,
    clipboard: [],
    lastDrawn: null,
    search: '',
    filter: 'all',
    threshold: DEFAULT_THRESHOLD,
    isThresholdShown: false,
    mode: 'free',
    attribute: null,
    objectsPerImage: null,
    areShapesHidden: false,
    hidden: new Set(),
    locked: new Set(),
    pinned: new Set(),
    adjustments: DEFAULT_ADJUSTMENTS,
    turn: 0,
    menuAt: null,
    isViewMenuOpen: false,
    isMagnified: false,
    track: null,
    trackSeenOn: null,
    merging: null,
    reach: DEFAULT_REACH,
    isPlaying: false,
    heldSince: null,
    scale: 1,
    note: null,
  }))
