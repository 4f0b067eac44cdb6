import { SIGNALS, type SignalId } from '#shared/domain/monitoring.ts'

type SignalOf<K> = { [S in SignalId]: (typeof SIGNALS)[S]['kind'] extends K ? S : never }[SignalId]
/** Signals that are one number of an image. */
export type NumberSignal = SignalOf<'number'>
/** Signals that are shares of labels. */
export type MixSignal = SignalOf<'shares'>
export type SignalGroup = (typeof SIGNALS)[SignalId]['group']

/** What is known of one image; what was not measured is left out. */
export interface Observation {
  readonly id: string
  readonly numbers: Readonly<Partial<Record<NumberSignal, number>>>
  /** How many of each label; absent where nobody said anything. */
  readonly mixes: Readonly<Partial<Record<MixSignal, ReadonlyMap<string, number>>>>
  readonly vector: Float32Array | null
}

/** Images to hold against each other. */
export interface Sides {
  readonly reference: readonly Observation[]
  readonly current: readonly Observation[]
}

/** The signals of a group. */
export const signalsOf = (group: SignalGroup): SignalId[] =>
  (Object.keys(SIGNALS) as SignalId[]).filter((signal) => SIGNALS[signal].group === group)

/** The middle value; the mean of both middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
