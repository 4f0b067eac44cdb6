import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrateThresholds } from '#server/evaluation/calibrate-thresholds.ts'
import { judgeClassifications, type Outcome } from '#server/evaluation/judge-outcomes.ts'
import { reliability } from '#server/evaluation/reliability.ts'

/** Outcomes by falling score from 1: `+` right, `-` wrong. */
const outcomes = (marks: string, label = 'red'): Outcome[] =>
  [...marks].map((mark, place) => ({ label, image: 0, score: 1 - place / marks.length, correct: mark === '+' }))

const calibrate = (list: Outcome[], minimumSamples = 5, labels = ['red']) =>
  calibrateThresholds({ outcomes: list, labels, truths: new Map([['red', 10]]), worth: { precision: 0.75 }, minimumSamples })

describe('the score from which suggestions are shown', () => {
  it('is the lowest at which enough of the shown is right', () => {
    expect(calibrate(outcomes('++++++++-----'))).toEqual([
      { label: 'red', basis: 'measured', threshold: 1 - 9 / 13, precision: 8 / 10, recall: 8 / 10, samples: 13 },
    ])
  })

  it('never lies between two outcomes of the same score', () => {
    const same = outcomes('++++++++++').map((outcome, place) => ({ ...outcome, score: 0.7, correct: place < 5 }))
    expect(calibrate(same)[0]).toMatchObject({ basis: 'hidden', threshold: null })
  })

  it('does not exist for a label that is never right often enough', () => {
    expect(calibrate(outcomes('-+--+--+--'))[0]).toMatchObject({ basis: 'hidden', threshold: null, precision: null, recall: 0 })
  })

  it('does not trust a lucky hit', () => {
    expect(calibrate(outcomes('+------'))[0]?.basis).toBe('hidden')
  })

  it('is taken from all labels together where a label has too few outcomes, and is then at least one half', () => {
    const [, rare] = calibrate([...outcomes('++++++++++'), ...outcomes('+', 'rare')], 5, ['red', 'rare'])
    expect(rare).toMatchObject({ basis: 'pooled', threshold: 0.5, precision: 1, recall: null, samples: 1 })
  })

  it('is one half where there are too few outcomes altogether', () => {
    expect(calibrate(outcomes('+'))[0]).toMatchObject({ basis: 'assumed', threshold: 0.5 })
  })

  it('is where each one shown has the chance that is asked, where that is the rule', () => {
    const list = outcomes('++++++++--+---------')
    const ask = (chance: number) =>
      calibrateThresholds({ outcomes: list, labels: ['red'], truths: new Map([['red', 10]]), worth: { chance } })[0]
    // Two wrong and one right are right one time in three; beyond them lies nothing that is right.
    expect(ask(1 / 3)).toMatchObject({ basis: 'measured', threshold: 1 - 10 / 20, precision: 9 / 11 })
    const between = ask(0.6)?.threshold ?? 0
    expect(between).toBeGreaterThan(1 - 8 / 20)
    expect(between).toBeLessThan(1 - 7 / 20)
    expect(ask(0.6)).toMatchObject({ precision: 1 })
    expect(ask(0.99)).toMatchObject({ basis: 'hidden', threshold: null })
  })

  it('always shows what is right often enough on the split it was measured on', () => {
    const outcome = fc.record({
      label: fc.constant('red'),
      image: fc.constant(0),
      score: fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.9),
      correct: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 5, maxLength: 60 }), (list) => {
        const [red] = calibrate(list)
        expect(red?.threshold === null || (red?.precision ?? 0) >= 0.75).toBe(true)
      }),
      { seed: 1 },
    )
  })
})

describe('reliability', () => {
  it('has no error where scores are shares', () => {
    const shown = Array.from({ length: 20 }, (_, place) => ({ label: 'red', image: 0, score: 0.75, correct: place % 4 > 0 }))
    const { bins, error } = reliability(shown)
    expect(error).toBeCloseTo(0, 12)
    expect(bins[7]).toEqual({ from: 0.7, to: 0.8, count: 20, meanScore: 0.75, precision: 0.75 })
  })

  it('shows how much too sure a model is', () => {
    const judged = judgeClassifications([0, 1].map((place) => ({ truth: 'a', predicted: place === 0 ? 'a' : 'b', score: 1 })))
    expect(reliability(judged).error).toBe(0.5)
    expect(reliability([]).error).toBeNull()
  })
})
