import type { Trouble } from './trouble.ts'

/** So many further attempts without getting further, then a person has to do something. Whoever ends processes may do so more often. */
const MOST_RETRIES = { memory: 3, driver: 3, crash: 10 } as const satisfies Record<Trouble, number>
/** A process that died for no stated reason is taken up so many times as it was, before less is asked of the machine. */
const RETRIES_AS_BEFORE = 2

/** What is known when an attempt has ended in trouble; `batchSize` is null where it died before it said its own. */
export type FailedAttempt = { trouble: Trouble; batchSize: number | null; retries: number }

/** How to go on: at which batch size (null: as before), and why, in a sentence for the run's log. */
export type NextAttempt = { batchSize: number | null; sentence: string }

const HAPPENED = {
  memory: 'The memory did not suffice',
  driver: 'The graphics card was lost',
  crash: 'The training process died',
} as const satisfies Record<Trouble, string>

/** The next attempt, or null where there is to be none: with half the batch, but for the first deaths without a stated reason. */
export function nextAttempt({ trouble, batchSize, retries }: FailedAttempt): NextAttempt | null {
  if (retries >= MOST_RETRIES[trouble]) return null
  if (batchSize === null || (trouble === 'crash' && retries < RETRIES_AS_BEFORE))
    return { batchSize: null, sentence: `${HAPPENED[trouble]}; it goes on from its last checkpoint` }
  if (batchSize === 1 && trouble === 'memory') return null
  const half = Math.max(1, Math.floor(batchSize / 2))
  return { batchSize: half, sentence: `${HAPPENED[trouble]}; it goes on from its last checkpoint with ${half} images at once` }
}

const WAYS_OUT = {
  memory:
    'Choose a smaller inputWidth and inputHeight or a smaller architecture, end other programs, or train on a machine with more memory',
  driver: 'Look at the machine’s driver log, start it again, or set LABELLOOP_ENGINE=wasm to train without the card',
  crash:
    'Look for who ended it (dmesg says whether the kernel did), or set LABELLOOP_ENGINE=wasm to train without native libraries',
} as const satisfies Record<Trouble, string>

/** What a person reads when no attempt is left. */
export function givenUp({ trouble, batchSize, retries }: FailedAttempt, message: string): string {
  const smallest = batchSize === null ? '' : `, the last with ${batchSize} ${batchSize === 1 ? 'image' : 'images'} at once`
  return `${HAPPENED[trouble]} in ${retries + 1} attempts${smallest}. ${WAYS_OUT[trouble]}. (${message})`
}
