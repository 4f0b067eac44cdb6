import { setImmediate as nextTurn } from 'node:timers/promises'

/** A fit that may be interrupted between its rounds. */
export type Rounds<Fitted> = Generator<undefined, Fitted, undefined>

/** Carries a fit out at once. */
export function atOnce<Fitted>(rounds: Rounds<Fitted>): Fitted {
  for (;;) {
    const { done, value } = rounds.next()
    if (done) return value
  }
}

/** Carries a fit out and lets others have their turn between its rounds, as a worker must that holds leases; ends where the signal is aborted. */
export async function inTurns<Fitted>(rounds: Rounds<Fitted>, signal: AbortSignal): Promise<Fitted> {
  for (;;) {
    const { done, value } = rounds.next()
    if (done) return value
    await nextTurn()
    signal.throwIfAborted()
  }
}
