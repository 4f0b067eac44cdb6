import { ABSTAIN, matrixOf, type VoteMatrix } from '#server/supervision/label-models/vote-matrix.ts'
import { createRandom } from '#shared/random.ts'

/** Votes on items whose classes are known. */
export interface JudgedVotes {
  readonly votes: VoteMatrix
  readonly truth: readonly number[]
  /** Classes of the items that people have approved; absent where nobody has. */
  readonly approved?: readonly number[]
}

const FUNCTIONS = 10
const ITEMS = 1000
const [LEAST_ACCURACY, MOST_ACCURACY] = [0.5, 0.9]
const PROPENSITY = 0.5

/**
 * The model of data programming (Ratner et al. 2016, section 2, independent functions): each votes with its propensity and is then right with its accuracy. Ten
 * functions with accuracies evenly from 0.5 to 0.9, abstaining on half of the items.
 */
export function dataProgrammingVotes(classes: number, seed: number): JudgedVotes {
  const random = createRandom(seed)
  const accuracies = Array.from(
    { length: FUNCTIONS },
    (_, fn) => LEAST_ACCURACY + ((MOST_ACCURACY - LEAST_ACCURACY) * fn) / (FUNCTIONS - 1),
  )
  const truth = Array.from({ length: ITEMS }, () => random.integer(classes))
  const rows = truth.map((right) =>
    accuracies.map((accuracy) => {
      if (random.next() >= PROPENSITY) return ABSTAIN
      return random.next() < accuracy ? right : (right + 1 + random.integer(classes - 1)) % classes
    }),
  )
  return { truth, votes: matrixOf(rows, FUNCTIONS, classes) }
}

/**
 * The setting that Snorkel's own synthetic data has: every function has a random table of what it says of each class, abstaining included, only pulled
 * towards the truth; ten functions, a thousand items, classes alike often.
 */
export function randomTableVotes(classes: number, seed: number): JudgedVotes {
  const random = createRandom(seed)
  const tables = Array.from({ length: FUNCTIONS }, () =>
    Array.from({ length: classes }, (_, truth) => {
      const weights = Array.from({ length: classes + 1 }, (_, said) => random.next() + (said === truth + 1 ? classes - 1 : 0))
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return weights.map((weight) => weight / sum)
    }),
  )
  const truth = Array.from({ length: ITEMS }, () => random.integer(classes))
  const rows = truth.map((right) => tables.map((table) => drawn(table[right] ?? [], random.next()) - 1))
  return { truth, votes: matrixOf(rows, FUNCTIONS, classes) }
}

function drawn(shares: readonly number[], chance: number): number {
  let left = chance
  const place = shares.findIndex((share) => {
    left -= share
    return left < 0
  })
  return place < 0 ? shares.length - 1 : place
}
