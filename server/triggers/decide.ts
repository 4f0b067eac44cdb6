import type { TriggerReason } from '#shared/domain/training.ts'
import type { RuleTrigger } from '#shared/domain/trigger.ts'
import { triggers } from './index.ts'
import { type Hold, holdsOf } from './limits.ts'
import type { Standing, TriggerView } from './trigger.ts'

/** What the project's rule says about a moment. */
export interface Verdict {
  readonly standings: ReadonlyMap<RuleTrigger, Standing>
  /** Why to train; null where no group of the rule is whole. */
  readonly reason: TriggerReason | null
  /** What keeps that from happening now; empty where nothing does, or where there is nothing to keep. */
  readonly holds: readonly Hold[]
}

/** Asks every trigger, puts their answers together by the project's rule, and holds the result to its limits. Pure. */
export function decide(view: TriggerView): Verdict {
  const standings = new Map(triggers.all.map((trigger) => [trigger.id, trigger.standing(view)]))
  const whole = groupsOf(view).find((group) => group.every((id) => standings.get(id)?.due))
  const reason = whole ? reasonOf(whole, standings) : null
  return { standings, reason, holds: reason ? holdsOf(view) : [] }
}

/** The reason to train now, or null. */
export const reasonNow = (view: TriggerView): TriggerReason | null => {
  const { reason, holds } = decide(view)
  return holds.length === 0 ? reason : null
}

// Without groups of its own, a project's rule is: any trigger that is switched on.
function groupsOf({ project: { loop } }: TriggerView): readonly (readonly RuleTrigger[])[] {
  return loop.rule.groups.length > 0 ? loop.rule.groups : triggers.ids.map((id) => [id])
}

function reasonOf(group: readonly RuleTrigger[], standings: ReadonlyMap<RuleTrigger, Standing>): TriggerReason | null {
  const [type] = group
  if (type === undefined) return null
  return { type, reason: group.map((id) => standings.get(id)?.sentence ?? '').join(', and ') }
}
