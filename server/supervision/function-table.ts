import type { FunctionFigures, ModelFigures } from '#shared/domain/labeling-function.ts'
import { wilsonInterval } from '#shared/wilson-interval.ts'
import { ABSTAIN, type Consensus, type VoteMatrix, voteOf } from './label-models/vote-matrix.ts'
import type { ItemClass, Problem, SaidOf } from './problems.ts'

type Counted = Omit<FunctionFigures, 'name' | 'version' | 'failure'>

/**
 * What each function does, in their order: the classes it names, and as shares of all `total` items where it votes (coverage), where another one does too
 * (overlaps), where another one says otherwise (conflicts). Against the truth, where it is known: right and wrong votes.
 */
export function functionTable(
  problems: readonly Problem[],
  consensuses: readonly Pick<Consensus, 'accuracies'>[],
  total: number,
  truth: SaidOf,
): Counted[] {
  const functions = problems[0]?.votes.functions ?? 0
  return Array.from({ length: functions }, (_, fn) => {
    const polarity = new Set<string>()
    const counts = { votes: 0, overlaps: 0, conflicts: 0, correct: 0, incorrect: 0 }
    let believed = 0
    for (const [place, problem] of problems.entries()) {
      const cast = countVotes(problem, fn, truth, polarity, counts)
      believed += cast * (consensuses[place]?.accuracies[fn] ?? 0)
    }
    const share = (count: number) => (total === 0 ? 0 : Math.min(1, count / total))
    return {
      polarity: [...polarity].sort(),
      coverage: share(counts.votes),
      overlaps: share(counts.overlaps),
      conflicts: share(counts.conflicts),
      correct: counts.correct,
      incorrect: counts.incorrect,
      accuracy: wilsonInterval(counts.correct, counts.correct + counts.incorrect),
      believed: counts.votes === 0 ? null : Math.min(1, believed / counts.votes),
    }
  })
}

/** How often the most probable class is the true one, over the items whose truth is known. */
export function judgeConsensus(
  problems: readonly Problem[],
  consensuses: readonly Pick<Consensus, 'probabilities'>[],
  truth: SaidOf,
): Omit<ModelFigures, 'model'> {
  let [correct, judged] = [0, 0]
  for (const [place, problem] of problems.entries())
    for (const [at, item] of problem.items.entries()) {
      const known = truth(problem, item)
      if (known === null) continue
      judged++
      if (bestOf(problem, consensuses[place]?.probabilities ?? new Float64Array(), at).place === known) correct++
    }
  return { correct, judged, accuracy: wilsonInterval(correct, judged) }
}

/** The most probable class of an item; of several alike the first. */
export function bestOf(
  { classes }: Pick<Problem, 'classes'>,
  probabilities: Float64Array,
  item: number,
): { place: number; probability: number } {
  let [place, probability] = [0, -1]
  for (let c = 0; c < classes.length; c++) {
    const found = probabilities[item * classes.length + c] ?? 0
    if (found > probability) [place, probability] = [c, found]
  }
  return { place, probability }
}

function countVotes(
  problem: Problem,
  fn: number,
  truth: SaidOf,
  polarity: Set<string>,
  counts: { votes: number; overlaps: number; conflicts: number; correct: number; incorrect: number },
): number {
  const { votes, items, classes } = problem
  let cast = 0
  for (const [at, item] of items.entries()) {
    const said = voteOf(votes, at, fn)
    if (said === ABSTAIN) continue
    cast++
    polarity.add(nameOfClass(classes[said]))
    const { others, otherwise } = votesBeside(votes, at, fn, said)
    if (others) counts.overlaps++
    if (otherwise) counts.conflicts++
    const known = truth(problem, item)
    if (known !== null) counts[known === said ? 'correct' : 'incorrect']++
  }
  counts.votes += cast
  return cast
}

/** Whether another function votes on the item too, and whether one says otherwise. */
function votesBeside({ said, functions }: VoteMatrix, item: number, fn: number, own: number) {
  let [others, otherwise] = [false, false]
  for (let other = 0; other < functions && !otherwise; other++) {
    const vote = said[item * functions + other] ?? ABSTAIN
    if (other === fn || vote === ABSTAIN) continue
    others = true
    otherwise = vote !== own
  }
  return { others, otherwise }
}

/** A class as people read it: "cat", "not cat", "reject". */
export function nameOfClass(named: ItemClass | undefined): string {
  if (!named) return ''
  if (!named.against) return named.label
  return named.label === '' ? 'reject' : `not ${named.label}`
}
