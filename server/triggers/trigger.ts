import type { Project } from '#shared/domain/project.ts'
import type { TriggerReason } from '#shared/domain/training.ts'
import type { ApprovedLabels } from './approved-labels.ts'

/** Everything a trigger may look at: plain data, so that a rule is a function of it. */
export interface TriggerView {
  readonly project: Project
  readonly approved: ApprovedLabels
  /** Approved labels of the last snapshot that was trained on; 0 before the first training. */
  readonly trainedLabels: number
  /** When that snapshot's run was created; null before the first training. */
  readonly trainedAt: number | null
  readonly now: number
}

/** A rule that starts the loop. */
export interface Trigger {
  readonly id: TriggerReason['type']
  /** The reason to train now, or null. */
  fires(view: TriggerView): TriggerReason | null
}
