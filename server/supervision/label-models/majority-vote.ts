import { ABSTAIN, balanceOf, type Consensus, type VoteMatrix, voteOf } from './vote-matrix.ts'

/** Every vote counts the same: the probability of a class is its share of an item's votes; all classes alike where nobody votes. */
export function majorityVote(votes: VoteMatrix): Consensus {
  const { items, functions, classes } = votes
  const probabilities = new Float64Array(items * classes)
  for (let item = 0; item < items; item++) {
    let cast = 0
    for (let fn = 0; fn < functions; fn++) {
      const said = voteOf(votes, item, fn)
      if (said === ABSTAIN) continue
      const at = item * classes + said
      probabilities[at] = (probabilities[at] ?? 0) + 1
      cast++
    }
    for (let at = item * classes; at < (item + 1) * classes; at++)
      probabilities[at] = cast === 0 ? 1 / classes : (probabilities[at] ?? 0) / cast
  }
  const accuracies = Array.from({ length: functions }, (_, fn) => believed(votes, probabilities, fn))
  return { probabilities, balance: balanceOf(probabilities, classes), accuracies, rounds: 0 }
}

/** The mean probability of what a function says, over the items where it votes; null where it never does. */
export function believed(votes: VoteMatrix, probabilities: Float64Array, fn: number): number | null {
  let sum = 0
  let cast = 0
  for (let item = 0; item < votes.items; item++) {
    const said = voteOf(votes, item, fn)
    if (said === ABSTAIN) continue
    sum += probabilities[item * votes.classes + said] ?? 0
    cast++
  }
  return cast === 0 ? null : sum / cast
}
