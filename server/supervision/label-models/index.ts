import type { LabelModelId } from '#shared/domain/labeling-function.ts'
import { dawidSkene } from './dawid-skene.ts'
import { generativeModel } from './generative.ts'
import { majorityVote } from './majority-vote.ts'
import type { Rounds } from './rounds.ts'
import type { Consensus, VoteMatrix } from './vote-matrix.ts'

/**
 * What a function is taken for before its votes are counted: right seven times in ten, on the word of ten votes (the start that Snorkel's
 * label model gives its functions: `prec_init` 0.7).
 */
const CREDIT = { right: 7, wrong: 3 }

/** What people have decided of a problem: the classes' shares, all alike where left out, and the class of each item, UNKNOWN where they have not. */
export interface Decided {
  readonly balance?: readonly number[] | undefined
  readonly known?: Int16Array | undefined
}

/**
 * Every way to make one answer of many votes, round by round. `balance` is the classes' shares, all alike where nobody knows: learned from the votes as well, they would let
 * one class take everything where functions are weak or repeat each other.
 */
export const labelModels = {
  *majority(votes) {
    yield
    return majorityVote(votes)
  },
  'dawid-skene': (votes, { balance = alike(votes), known } = {}) => {
    // The same credit, spread over the classes: the true one, and what a function may take it for.
    const prior = { right: CREDIT.right / votes.classes, wrong: CREDIT.wrong / votes.classes / Math.max(1, votes.classes - 1) }
    return dawidSkene(votes, { prior, balance, ...(known && { known }) })
  },
  generative: (votes, { balance = alike(votes), known } = {}) =>
    generativeModel(votes, { prior: CREDIT, balance, ...(known && { known }) }),
} as const satisfies Record<LabelModelId, (votes: VoteMatrix, decided?: Decided) => Rounds<Consensus>>

const alike = ({ classes }: VoteMatrix): number[] => new Array<number>(classes).fill(1 / classes)
