import type { UserId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'

/** Who did something to an image, and when; what its log says beside its labels. Times in milliseconds since 1970. */
export interface AssetActs {
  /** Each once, in the order in which they came to it. */
  readonly people: readonly UserId[]
  readonly changedAt: number | null
  /** Null where it is not approved now. */
  readonly approvedAt: number | null
  readonly approvedBy: UserId | null
}

/** What nobody has done anything to. */
export const NO_ACTS: AssetActs = { people: [], changedAt: null, approvedAt: null, approvedBy: null }

/** The acts after one more commit. */
export function acted(acts: AssetActs, { userId, at, operations }: Pick<Commit, 'userId' | 'at' | 'operations'>): AssetActs {
  const people = userId === null || acts.people.includes(userId) ? acts.people : [...acts.people, userId]
  const decided = operations.findLast((operation) => operation.type === 'asset')
  if (decided?.type !== 'asset') return { ...acts, people, changedAt: at }
  const isApproved = decided.status === 'approved'
  return { people, changedAt: at, approvedAt: isApproved ? at : null, approvedBy: isApproved ? userId : null }
}
