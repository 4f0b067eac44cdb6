import type { Operation } from '#shared/operations.ts'

/** Longer between two acts, and the person was elsewhere. */
const IDLE_MS = 60_000
const MS = 1000

/** One commit of the log, as far as time is concerned. */
export interface Act {
  readonly userId: string | null
  readonly at: number
  readonly operations: readonly Pick<Operation, 'type'>[]
}

/**
 * The time between a person's acts on one image, and the shapes that were in hand in it: each stretch since the act before belongs to the
 * act that ends it. Null where nobody acted twice within a minute.
 */
export function timeActs(acts: readonly Act[]): { seconds: number; shapes: number } | null {
  const lastOf = new Map<string, number>()
  let seconds = 0
  let shapes = 0
  for (const { userId, at, operations } of acts) {
    if (userId === null) continue
    const last = lastOf.get(userId)
    lastOf.set(userId, at)
    const touched = operations.filter(({ type }) => type !== 'asset').length
    if (last === undefined || at - last > IDLE_MS || touched === 0) continue
    seconds += (at - last) / MS
    shapes += touched
  }
  return shapes > 0 ? { seconds, shapes } : null
}
