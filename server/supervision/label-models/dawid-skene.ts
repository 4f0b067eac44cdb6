import { believed, majorityVote } from './majority-vote.ts'
import type { Rounds } from './rounds.ts'
import { ABSTAIN, balanceOf, type Consensus, largestStep, normaliseRows, type VoteMatrix, withKnown } from './vote-matrix.ts'

/** How expectation maximisation is run. */
export interface DawidSkeneOptions {
  readonly mostRounds?: number
  /** It ends once no probability moves by more than this. */
  readonly tolerance?: number
  /** The class of each item that people have decided on, UNKNOWN for the others: functions are judged by it where it is known. */
  readonly known?: Int16Array
  /** The classes' shares, where they are known or are not to be learned; learned where left out. */
  readonly balance?: readonly number[]
  /** Votes added for every function and true class before anything is counted: for the class itself, and for each other one. */
  readonly prior?: { readonly right: number; readonly wrong: number }
}

const MOST_ROUNDS = 200
const TOLERANCE = 1e-5
/** No vote is impossible: its share of a class is at least this, as in the reference implementation (Crowd-Kit). */
const LEAST_SHARE = 1e-10

/**
 * Dawid and Skene 1979, Maximum likelihood estimation of observer error-rates using the EM algorithm: a table of errors per function, the classes'
 * shares, and each item's class, in turn, from majority votes on. What a function says nothing of is left out of the likelihood.
 */
export function* dawidSkene(votes: VoteMatrix, options: DawidSkeneOptions = {}): Rounds<Consensus> {
  const { mostRounds = MOST_ROUNDS, tolerance = TOLERANCE, prior = { right: 0, wrong: 0 } } = options
  let probabilities = withKnown(majorityVote(votes).probabilities, votes.classes, options.known)
  let balance = options.balance ?? balanceOf(probabilities, votes.classes)
  let rounds = 0
  for (let step = Number.POSITIVE_INFINITY; rounds < mostRounds && step > tolerance; rounds++) {
    const found = classesOf(votes, balance, errorsOf(votes, probabilities, prior))
    const next = withKnown(found, votes.classes, options.known)
    step = largestStep(probabilities, next)
    probabilities = next
    balance = options.balance ?? balanceOf(probabilities, votes.classes)
    yield
  }
  const accuracies = Array.from({ length: votes.functions }, (_, fn) => believed(votes, probabilities, fn))
  return { probabilities, balance: balanceOf(probabilities, votes.classes), accuracies, rounds }
}

/** P(function says s | class c) at [(function * classes + s) * classes + c]. */
function errorsOf(
  votes: VoteMatrix,
  probabilities: Float64Array,
  { right, wrong }: NonNullable<DawidSkeneOptions['prior']>,
): Float64Array {
  const { said: votesCast, functions, classes } = votes
  const errors = new Float64Array(functions * classes * classes)
  const used = new Uint8Array(functions * classes)
  for (let at = 0; at < votesCast.length; at++) {
    const said = votesCast[at] ?? ABSTAIN
    if (said === ABSTAIN) continue
    const fn = at % functions
    const item = (at - fn) / functions
    const row = fn * classes + said
    used[row] = 1
    for (let c = 0; c < classes; c++)
      errors[row * classes + c] = (errors[row * classes + c] ?? 0) + (probabilities[item * classes + c] ?? 0)
  }
  for (let fn = 0; fn < functions; fn++)
    for (let c = 0; c < classes; c++) {
      let sum = 0
      for (let said = 0; said < classes; said++) {
        const row = fn * classes + said
        const at = row * classes + c
        const counted = (errors[at] ?? 0) + (said === c ? right : wrong)
        // A class that a function never names takes nothing of the others' share, unless the prior says so.
        sum += errors[at] = used[row] ? Math.max(LEAST_SHARE, counted) : counted
      }
      for (let said = 0; said < classes; said++) {
        const at = (fn * classes + said) * classes + c
        errors[at] = sum === 0 ? 0 : (errors[at] ?? 0) / sum
      }
    }
  return errors
}

function classesOf(votes: VoteMatrix, balance: readonly number[], errors: Float64Array): Float64Array {
  const { said: votesCast, items, functions, classes } = votes
  const logarithms = new Float64Array(items * classes)
  const logErrors = errors.map(Math.log)
  for (let c = 0; c < classes; c++) {
    const prior = Math.log(balance[c] ?? 0)
    for (let item = 0; item < items; item++) {
      let sum = prior
      for (let fn = 0; fn < functions; fn++) {
        const said = votesCast[item * functions + fn] ?? ABSTAIN
        if (said !== ABSTAIN) sum += logErrors[(fn * classes + said) * classes + c] ?? 0
      }
      logarithms[item * classes + c] = sum
    }
  }
  return normaliseRows(logarithms, classes)
}
