/**
 * What a label model is worth over majority vote: right answers on items that got a vote, over seeds, on simulated votes and on two real sets with ten
 * noisy functions each (photographs of hand signs; blood cells cut out of theirs, of which fifty are approved). Every model sees the same votes; of answers that are alike probable each counts its share.
 *
 *   npx tsx scripts/benchmarks/supervision.ts [--seeds 20] [--first 0]
 */
import { parseArgs } from 'node:util'
import { labelModels } from '#server/supervision/label-models/index.ts'
import { atOnce } from '#server/supervision/label-models/rounds.ts'
import { ABSTAIN, type Consensus, voteOf } from '#server/supervision/label-models/vote-matrix.ts'
import type { LabelModelId } from '#shared/domain/labeling-function.ts'
import { table } from '../cli/terminal.ts'
import { bloodCells, handSigns, votesOn } from './supervision/real-votes.ts'
import { dataProgrammingVotes, type JudgedVotes, randomTableVotes } from './supervision/simulated-votes.ts'
import { spoken } from './train-and-judge.ts'

const MODELS = Object.keys(labelModels) as LabelModelId[]
const [FEW_CLASSES, SOME_CLASSES] = [2, 5]
/** Probabilities this close are alike. */
const ALIKE = 1e-9

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' }, first: { type: 'string', default: '0' } } })
const seeds = Array.from({ length: Number(values.seeds) }, (_, place) => Number(values.first) + place)
const [signs, cells] = [await handSigns(), await bloodCells()]
const settings: Record<string, (seed: number) => JudgedVotes> = {
  'data programming, 2 classes': (seed) => dataProgrammingVotes(FEW_CLASSES, seed),
  'data programming, 5 classes': (seed) => dataProgrammingVotes(SOME_CLASSES, seed),
  'random tables, 2 classes': (seed) => randomTableVotes(FEW_CLASSES, seed),
  'random tables, 5 classes': (seed) => randomTableVotes(SOME_CLASSES, seed),
  'hand signs, 10 classes': (seed) => votesOn(signs, seed),
  'blood cells, 3 classes': (seed) => votesOn(cells, seed),
}

const rows = Object.entries(settings).flatMap(([setting, votesOf]) => {
  const judged = seeds.map(votesOf)
  const functions = judged.map(functionAccuracy)
  const found = new Map(MODELS.map((model) => [model, judged.map((one) => accuracyOf(model, one))]))
  const majority = found.get('majority') ?? []
  return MODELS.map((model) => {
    const accuracies = found.get(model) ?? []
    const gains = accuracies.map((accuracy, place) => accuracy - (majority[place] ?? 0))
    return {
      setting,
      model,
      right: spoken(accuracies),
      'over majority, paired': model === 'majority' ? '' : spoken(gains),
      'better on': model === 'majority' ? '' : `${gains.filter((gain) => gain > 0).length} of ${gains.length}`,
      'functions alone': spoken(functions),
    }
  })
})
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

function accuracyOf(model: LabelModelId, { votes, truth, approved }: JudgedVotes): number {
  const { probabilities } = atOnce<Consensus>(
    labelModels[model](votes, { balance: approved && sharesOf(approved, votes.classes) }),
  )
  let [right, judged] = [0, 0]
  for (const [item, known] of truth.entries()) {
    if (!hasVote(votes, item)) continue
    const row = [...probabilities.subarray(item * votes.classes, (item + 1) * votes.classes)]
    const best = Math.max(...row)
    const alike = row.flatMap((probability, place) => (best - probability < ALIKE ? [place] : []))
    if (alike.includes(known)) right += 1 / alike.length
    judged++
  }
  return right / judged
}

// As the product takes it from what people have approved.
function sharesOf(approved: readonly number[], classes: number): number[] {
  return Array.from(
    { length: classes },
    (_, label) => (approved.filter((one) => one === label).length + 1) / (approved.length + classes),
  )
}

function hasVote(votes: JudgedVotes['votes'], item: number): boolean {
  return Array.from({ length: votes.functions }, (_, fn) => voteOf(votes, item, fn)).some((said) => said !== ABSTAIN)
}

/** The mean over the functions of how often each is right where it votes. */
function functionAccuracy({ votes, truth }: JudgedVotes): number {
  const accuracies = Array.from({ length: votes.functions }, (_, fn) => {
    const cast = truth.flatMap((known, item) => {
      const said = voteOf(votes, item, fn)
      return said === ABSTAIN ? [] : [Number(said === known)]
    })
    return cast.reduce((sum, hit) => sum + hit, 0) / Math.max(1, cast.length)
  })
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length
}
