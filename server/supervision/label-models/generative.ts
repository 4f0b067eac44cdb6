import { believed, majorityVote } from './majority-vote.ts'
import type { Rounds } from './rounds.ts'
import { ABSTAIN, balanceOf, type Consensus, largestStep, normaliseRows, type VoteMatrix, withKnown } from './vote-matrix.ts'

/** How the generative model is fitted. */
export interface GenerativeOptions {
  readonly mostRounds?: number
  /** It ends once no probability moves by more than this. */
  readonly tolerance?: number
  /** Votes that a function is credited with before anything is counted, right and wrong: few votes move its accuracy little. */
  readonly prior?: { readonly right: number; readonly wrong: number }
  /** The class of each item that people have decided on, UNKNOWN for the others: functions are judged by it where it is known. */
  readonly known?: Int16Array
  /** The classes' shares, where they are known or are not to be learned; learned where left out. */
  readonly balance?: readonly number[]
  /** What a function says nothing of counts too: how often it votes is learned for every class. */
  readonly propensities?: 'same' | 'by-class'
}

/** What the model believes, with how often each function votes: one share, or one per class. */
export interface GenerativeConsensus extends Consensus {
  /** [functions][classes] */
  readonly propensities: readonly (readonly number[])[]
}

const MOST_ROUNDS = 200
const TOLERANCE = 1e-5
/** Nobody is always right, or always votes on a class: keeps the logarithms finite (as Crowd-Kit does). */
const NEAREST_TO_CERTAIN = 1e-10

/**
 * The conditionally independent model of data programming (Ratner et al. 2016, section 2): a function votes on an item with its propensity, and is
 * then right with its accuracy; wrong votes fall on the other classes alike. Fitted by expectation maximisation from majority votes on, with the
 * classes' shares. With propensities by class an abstention is a sign too (as of functions that can only name one class).
 */
export function* generativeModel(votes: VoteMatrix, options: GenerativeOptions = {}): Rounds<GenerativeConsensus> {
  const { mostRounds = MOST_ROUNDS, tolerance = TOLERANCE, prior = { right: 0, wrong: 0 }, propensities = 'same' } = options
  let probabilities = withKnown(majorityVote(votes).probabilities, votes.classes, options.known)
  let balance = options.balance ?? balanceOf(probabilities, votes.classes)
  let rounds = 0
  for (let step = Number.POSITIVE_INFINITY; rounds < mostRounds && step > tolerance; rounds++) {
    const accuracies = accuraciesOf(votes, probabilities, prior)
    const voting = propensities === 'by-class' ? votingOf(votes, probabilities, balance) : null
    const next = withKnown(classesOf(votes, balance, accuracies, voting), votes.classes, options.known)
    step = largestStep(probabilities, next)
    probabilities = next
    balance = options.balance ?? balanceOf(probabilities, votes.classes)
    yield
  }
  return {
    probabilities,
    balance: balanceOf(probabilities, votes.classes),
    accuracies: Array.from({ length: votes.functions }, (_, fn) => believed(votes, probabilities, fn)),
    propensities: votingOf(votes, probabilities, balance),
    rounds,
  }
}

function accuraciesOf(
  { said, functions, classes }: VoteMatrix,
  probabilities: Float64Array,
  { right, wrong }: { readonly right: number; readonly wrong: number },
): number[] {
  const agreed = new Float64Array(functions).fill(right)
  const cast = new Float64Array(functions).fill(right + wrong)
  for (let at = 0; at < said.length; at++) {
    const vote = said[at] ?? ABSTAIN
    if (vote === ABSTAIN) continue
    const fn = at % functions
    const item = (at - fn) / functions
    agreed[fn] = (agreed[fn] ?? 0) + (probabilities[item * classes + vote] ?? 0)
    cast[fn] = (cast[fn] ?? 0) + 1
  }
  return Array.from(agreed, (sum, fn) => {
    const accuracy = cast[fn] ? sum / (cast[fn] ?? 1) : 1 / classes
    return Math.min(1 - NEAREST_TO_CERTAIN, Math.max(NEAREST_TO_CERTAIN, accuracy))
  })
}

/** P(function votes | class), by function and class. */
function votingOf(
  { said, items, functions, classes }: VoteMatrix,
  probabilities: Float64Array,
  balance: readonly number[],
): number[][] {
  const cast = new Float64Array(functions * classes)
  for (let at = 0; at < said.length; at++) {
    if (said[at] === ABSTAIN) continue
    const fn = at % functions
    const item = (at - fn) / functions
    for (let c = 0; c < classes; c++)
      cast[fn * classes + c] = (cast[fn * classes + c] ?? 0) + (probabilities[item * classes + c] ?? 0)
  }
  return Array.from({ length: functions }, (_, fn) =>
    balance.map((share, c) => {
      const voting = items === 0 || share === 0 ? 0 : (cast[fn * classes + c] ?? 0) / (items * share)
      return Math.min(1 - NEAREST_TO_CERTAIN, Math.max(NEAREST_TO_CERTAIN, voting))
    }),
  )
}

function classesOf(
  { said, items, functions, classes }: VoteMatrix,
  balance: readonly number[],
  accuracies: readonly number[],
  voting: readonly (readonly number[])[] | null,
): Float64Array {
  const logarithms = new Float64Array(items * classes)
  const right = accuracies.map(Math.log)
  const wrong = accuracies.map((accuracy) => Math.log((1 - accuracy) / Math.max(1, classes - 1)))
  const speaks = Float64Array.from({ length: functions * classes }, (_, at) => Math.log(shareAt(at) ?? 1))
  const keepsStill = Float64Array.from({ length: functions * classes }, (_, at) => Math.log(1 - (shareAt(at) ?? 0)))
  for (let c = 0; c < classes; c++) {
    const prior = Math.log(balance[c] ?? 0)
    for (let item = 0; item < items; item++) {
      let sum = prior
      for (let fn = 0; fn < functions; fn++) {
        const vote = said[item * functions + fn] ?? ABSTAIN
        const place = fn * classes + c
        if (vote === ABSTAIN) sum += keepsStill[place] ?? 0
        else sum += ((vote === c ? right[fn] : wrong[fn]) ?? 0) + (speaks[place] ?? 0)
      }
      logarithms[item * classes + c] = sum
    }
  }
  return normaliseRows(logarithms, classes)

  function shareAt(at: number): number | undefined {
    return voting?.[Math.floor(at / classes)]?.[at % classes]
  }
}
