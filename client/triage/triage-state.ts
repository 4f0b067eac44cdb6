import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Conflict } from '../annotations/conflict.ts'
import type { SaveState } from '../annotations/save-state.ts'
import type { Moment } from './pace.ts'
import type { Done } from './verdicts.ts'

/** A suggestion as it is now, as far as anybody told us. */
export type Seen = Pick<Annotation, 'status' | 'label' | 'changedBy'>

/** One act: all of it is taken back at once. */
export interface Step {
  readonly what: string
  /** Grows while assets open; ends with the act. */
  readonly done: Done[]
}

/** A change that was refused, and where. */
export interface Refused {
  readonly assetId: AssetId
  readonly conflict: Conflict
  readonly label: string
}

/** An act on more than fits on the screen, under way. */
export interface Batch {
  readonly deed: 'accepted' | 'taken back'
  readonly done: number
  readonly total: number
}

/** Everything triage shows beside the list itself. */
export interface TriageState {
  readonly seen: ReadonlyMap<AnnotationId, Seen>
  readonly focus: number
  /** Where a selection with Shift began. */
  readonly anchor: number
  readonly picked: ReadonlySet<number>
  readonly undos: readonly Step[]
  readonly redos: readonly Step[]
  readonly moments: readonly Moment[]
  readonly save: SaveState
  readonly refused: readonly Refused[]
  /** Touched here, nothing undecided on them, not approved (submitted) yet. */
  readonly complete: readonly AssetId[]
  readonly batch: Batch | null
  readonly note: string | null
}

export const EMPTY: TriageState = {
  seen: new Map(),
  focus: 0,
  anchor: 0,
  picked: new Set(),
  undos: [],
  redos: [],
  moments: [],
  save: { kind: 'saved', waiting: 0 },
  refused: [],
  complete: [],
  batch: null,
  note: null,
}
