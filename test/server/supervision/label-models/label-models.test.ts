import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { dawidSkene } from '#server/supervision/label-models/dawid-skene.ts'
import { generativeModel } from '#server/supervision/label-models/generative.ts'
import { labelModels } from '#server/supervision/label-models/index.ts'
import { majorityVote } from '#server/supervision/label-models/majority-vote.ts'
import { atOnce } from '#server/supervision/label-models/rounds.ts'
import { ABSTAIN, type Consensus, matrixOf } from '#server/supervision/label-models/vote-matrix.ts'
import { createRandom } from '#shared/random.ts'

/** Made by scripts/benchmarks/reference/label-models.py with Crowd-Kit. */
interface Reference {
  readonly classes: number
  readonly rounds: number
  readonly votes: number[][]
  readonly majority: number[][]
  readonly dawidSkene: number[][]
  readonly known: number[]
  readonly dawidSkeneKnown: number[][]
  readonly oneCoin: number[][]
}
const references = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as Reference[]
const AS_THE_REFERENCE = 1e-9

function expectAlike(found: Float64Array, expected: readonly (readonly number[])[]): void {
  const wanted = expected.flat()
  expect(found).toHaveLength(wanted.length)
  const furthest = Math.max(...wanted.map((value, at) => Math.abs(value - (found[at] ?? Number.NaN))))
  expect(furthest).toBeLessThan(AS_THE_REFERENCE)
}

describe.each(references)('votes of $votes.0.length functions among $classes classes', (reference) => {
  const { votes, classes, rounds: mostRounds } = reference
  const matrix = matrixOf(votes, votes[0]?.length ?? 0, classes)
  it('are counted by majority as Crowd-Kit counts them', () =>
    expectAlike(majorityVote(matrix).probabilities, reference.majority))
  it('give what Crowd-Kit’s Dawid-Skene gives after as many rounds', () =>
    expectAlike(atOnce(dawidSkene(matrix, { mostRounds, tolerance: -1 })).probabilities, reference.dawidSkene))
  it('give what Crowd-Kit’s Dawid-Skene gives where every fifth class is known', () => {
    const known = Int16Array.from(reference.known)
    const { probabilities } = atOnce(dawidSkene(matrix, { mostRounds, tolerance: -1, known }))
    expectAlike(probabilities, reference.dawidSkeneKnown)
  })
  it('give what Crowd-Kit’s one-coin model gives, which the generative one is without a prior', () =>
    expectAlike(atOnce(generativeModel(matrix, { mostRounds, tolerance: -1 })).probabilities, reference.oneCoin))
})

const ACCURACIES = [0.9, 0.8, 0.7, 0.6, 0.55]

/** Functions that are right as often as is said, and vote on half of the items. */
function simulated(items: number, seed: number) {
  const random = createRandom(seed)
  const truth = Array.from({ length: items }, () => random.integer(2))
  const rows = truth.map((right) =>
    ACCURACIES.map((accuracy) => (random.next() < 0.5 ? ABSTAIN : random.next() < accuracy ? right : 1 - right)),
  )
  return { truth, matrix: matrixOf(rows, ACCURACIES.length, 2) }
}

test('the accuracies of functions are found again without any truth', () => {
  const { accuracies } = atOnce(labelModels.generative(simulated(20_000, 3).matrix))
  for (const [fn, accuracy] of ACCURACIES.entries()) expect(Math.abs((accuracies[fn] ?? 0) - accuracy)).toBeLessThan(0.03)
})

test('how often functions vote is found again, class by class', () => {
  const { propensities } = atOnce(generativeModel(simulated(20_000, 4).matrix, { propensities: 'by-class' }))
  for (const perClass of propensities) for (const share of perClass) expect(Math.abs(share - 0.5)).toBeLessThan(0.05)
})

test.each(Object.entries(labelModels))('%s gives probabilities of every item, also where nobody votes', (_name, model) => {
  const { probabilities, accuracies } = atOnce<Consensus>(
    model(
      matrixOf(
        [
          [0, 1, ABSTAIN],
          [ABSTAIN, ABSTAIN, ABSTAIN],
          [1, 1, ABSTAIN],
        ],
        3,
        3,
      ),
    ),
  )
  for (let item = 0; item < 3; item++) {
    const row = probabilities.subarray(item * 3, item * 3 + 3)
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
  }
  expect(accuracies[2]).toBeNull()
})
