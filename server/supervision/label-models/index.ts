import type { LabelModelId } from '#shared/domain/labeling-function.ts'
import { dawidSkene } from './dawid-skene.ts'
import { generativeModel } from './generative.ts'
import { majorityVote } from './majority-vote.ts'
import type { Consensus, VoteMatrix } from './vote-matrix.ts'

/**
 * What a function is taken for before its votes are counted: right seven times in ten, on the word of ten votes (the start that Snorkel's
 * label model gives its functions: `prec_init` 0.7).
 */
const CREDIT = { right: 7, wrong: 3 }

/** Every way to make one answer of many votes. */
export const labelModels = {
  majority: majorityVote,
  'dawid-skene': (votes) => {
    const others = Math.max(1, votes.classes - 1)
    // The same credit, spread over the classes.
    const prior = { right: CREDIT.right / votes.classes, wrong: CREDIT.wrong / votes.classes / others }
    return dawidSkene(votes, { prior })
  },
  generative: (votes) => generativeModel(votes, { prior: CREDIT }),
} as const satisfies Record<LabelModelId, (votes: VoteMatrix) => Consensus>
