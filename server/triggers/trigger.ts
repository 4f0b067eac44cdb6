import type { Alert } from '#shared/domain/alert.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Run } from '#shared/domain/training.ts'
import type { RuleTrigger } from '#shared/domain/trigger.ts'
import type { ApprovedLabels } from './approved-labels.ts'

/** A run of the loop, as far as triggers care. */
export type Training = Pick<Run, 'number' | 'createdAt' | 'startedAt' | 'finishedAt'>

/** Everything a trigger may look at: plain data, so that a rule is a function of it and can be asked about any time. */
export interface TriggerView {
  readonly project: Project
  readonly approved: ApprovedLabels
  /** Approved labels that the last run saw, or answered by starting; 0 before the first. */
  readonly trainedLabels: number
  /** When that run was created; null before the first. */
  readonly trainedAt: number | null
  /** When an image was last approved, as far back as it matters; null where not. */
  readonly approvedAt: number | null
  /** The latest runs of the loop. */
  readonly trainings: readonly Training[]
  /** Those that are raised. */
  readonly alerts: readonly Alert[]
  /** The champion's main figure on the test split; null where there is none. */
  readonly figure: number | null
  readonly now: number
}

/** Where a trigger stands. */
export interface Standing {
  readonly enabled: boolean
  /** It wants a training now. */
  readonly due: boolean
  /** How far it is, 0 to 1. */
  readonly share: number
  /** Due: why. Otherwise what it waits for. */
  readonly sentence: string
}

/** A rule that starts the loop. */
export interface Trigger {
  readonly id: RuleTrigger
  standing(view: TriggerView): Standing
}

/** Newly approved labels since the last training. */
export const newLabelsIn = ({ approved, trainedLabels }: TriggerView): number => Math.max(0, approved.total - trainedLabels)
