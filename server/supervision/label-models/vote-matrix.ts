/** What a function says of an item that it says nothing of. */
export const ABSTAIN = -1

/** The class of an item that nobody has decided on. */
export const UNKNOWN = -1

/** Votes of functions on items: `said[item * functions + function]` is the place of a class, or ABSTAIN. */
export interface VoteMatrix {
  readonly items: number
  readonly functions: number
  readonly classes: number
  readonly said: Int16Array
}

/** What a label model makes of votes. */
export interface Consensus {
  /** [items, classes], row by row; every row sums to 1. */
  readonly probabilities: Float64Array
  /** Share of each class over the items. */
  readonly balance: readonly number[]
  /** How often each function is right where it votes, as the model believes; null for one that never votes. */
  readonly accuracies: readonly (number | null)[]
  /** Rounds until it held still. */
  readonly rounds: number
}

/** The vote of a function on an item. */
export const voteOf = ({ said, functions }: VoteMatrix, item: number, fn: number): number =>
  said[item * functions + fn] ?? ABSTAIN

/** A matrix of rows of votes, one row per item. */
export function matrixOf(rows: readonly (readonly number[])[], functions: number, classes: number): VoteMatrix {
  return { items: rows.length, functions, classes, said: Int16Array.from(rows.flat()) }
}

/** Share of each class over the rows of probabilities [items, classes]. */
export function balanceOf(probabilities: Float64Array, classes: number): number[] {
  const balance = new Array<number>(classes).fill(0)
  for (let at = 0; at < probabilities.length; at++) (balance[at % classes] as number) += probabilities[at] ?? 0
  const items = Math.max(1, probabilities.length / classes)
  return balance.map((sum) => sum / items)
}

/** Turns each row of logarithms [items, classes] into probabilities, in place. */
export function normaliseRows(logarithms: Float64Array, classes: number): Float64Array {
  for (let from = 0; from < logarithms.length; from += classes) {
    let greatest = Number.NEGATIVE_INFINITY
    for (let at = from; at < from + classes; at++) greatest = Math.max(greatest, logarithms[at] ?? greatest)
    let sum = 0
    for (let at = from; at < from + classes; at++) {
      const share = Math.exp((logarithms[at] ?? 0) - greatest)
      logarithms[at] = share
      sum += share
    }
    for (let at = from; at < from + classes; at++) logarithms[at] = (logarithms[at] ?? 0) / sum
  }
  return logarithms
}

/** The largest difference of two lists of the same length. */
export function largestStep(before: Float64Array, after: Float64Array): number {
  let largest = 0
  for (let at = 0; at < after.length; at++) largest = Math.max(largest, Math.abs((after[at] ?? 0) - (before[at] ?? 0)))
  return largest
}

/** Sets the rows of items whose class is known to that class, in place; `known` holds -1 where it is not. */
export function withKnown(probabilities: Float64Array, classes: number, known: Int16Array | undefined): Float64Array {
  if (!known) return probabilities
  for (let item = 0; item < known.length; item++) {
    const c = known[item] ?? UNKNOWN
    if (c === UNKNOWN) continue
    probabilities.fill(0, item * classes, (item + 1) * classes)
    probabilities[item * classes + c] = 1
  }
  return probabilities
}
