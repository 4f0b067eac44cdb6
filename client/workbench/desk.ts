import type { Annotation } from '#shared/domain/annotation.ts'
import type { Asset } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { initialAttributes, labelNamed } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import type { Stage } from '../canvas/stage.ts'
import { t } from '../i18n.ts'
import type { Video } from '../videos/video.ts'
import { type Decisions, decisionsWith } from './decisions.ts'
import type { OpenAsset, OpenNext } from './use-other-images.ts'
import type { WorkbenchStore } from './workbench-state.ts'

export type WorkRole = 'annotator' | 'reviewer'

/** Everything an act of the workbench may need, as it is at the moment of the act. */
export interface Desk {
  readonly ui: WorkbenchStore
  readonly annotations: AnnotationStore
  readonly stage: Stage | null
  readonly project: Project
  readonly asset: Asset
  readonly role: WorkRole
  readonly mayReview: boolean
  /** Why nothing can be changed here; null where it can. */
  readonly readOnly: string | null
  openNeighbour(step: 1 | -1): void
  /** Goes to an image. */
  visit(assetId: AssetId): void
  /** The labels of an image, without going there. */
  readonly openAsset: OpenAsset
  /** The video that the image is a frame of; null where it is none. */
  readonly video: Video | null
  /** The next image by import order, without going there. */
  readonly openNext: OpenNext
  /** Reserves the next asset for this role and goes there. */
  openNextOfQueue(role: WorkRole): void
}

/** The labels and shapes as they are; null before the asset is open. */
export const stateOf = (desk: Desk): AssetState | null => desk.annotations.getSnapshot().state

/** What this person's decisions make of an annotation here. What is added to an approved image is approved: else no training would see it. */
export function decisionsOf(desk: Desk): Decisions {
  const decidesForGood = desk.mayReview && (desk.role === 'reviewer' || stateOf(desk)?.status === 'approved')
  const { ontology } = desk.project
  return decisionsWith(decidesForGood ? 'approved' : 'draft', (name) => {
    const label = labelNamed(ontology, name)
    return label ? initialAttributes(label) : {}
  })
}

/** The one annotation that is selected, if it is (still) there; null where several are. */
export function selectedOf(desk: Desk): Annotation | null {
  const selection = selectionOf(desk)
  return selection.length === 1 ? (selection[0] ?? null) : null
}

/** The selected annotations that are (still) there, in the order of selecting. */
export function selectionOf(desk: Desk): Annotation[] {
  const annotations = stateOf(desk)?.annotations
  return desk.ui.getState().selection.flatMap((id) => annotations?.get(id) ?? [])
}

/** Those of the selected that may be changed here: neither read-only nor locked; says why where there are none. */
export function freeSelectionOf(desk: Desk): Annotation[] {
  const selection = selectionOf(desk)
  if (selection.length === 0 || isLocked(desk)) return []
  const { locked } = desk.ui.getState()
  const free = selection.filter(({ id }) => !locked.has(id))
  if (free.length === 0) say(desk, t('Locked: L unlocks the selected.'))
  return free
}

/** Shows one quiet sentence. */
export const say = (desk: Desk, note: string | null) => desk.ui.setState({ note })

/** Whether nothing can be changed here; says why. */
export function isLocked(desk: Desk): boolean {
  if (desk.readOnly) say(desk, desk.readOnly)
  return desk.readOnly !== null
}
