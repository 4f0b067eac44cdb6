import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brierScore } from '#server/evaluation/brier-score.ts'
import { precisionRecallCurve } from '#server/evaluation/curves/precision-recall-curve.ts'
import { rocCurve } from '#server/evaluation/curves/roc-curve.ts'
import { reliability } from '#server/evaluation/reliability.ts'
import reference from './fixtures/scikit-learn-curves.json' with { type: 'json' }

/** Decimals that agree with scikit-learn's. */
const DIGITS = 12
const close = (values: ArrayLike<number>, expected: readonly (number | null)[]) => {
  expect(values.length).toBe(expected.length)
  expected.forEach((value, index) => {
    if (value !== null) expect(values[index]).toBeCloseTo(value, DIGITS)
  })
}

describe.each(reference.curves)('curves over $score.length scores', ({ truth: truths, score: scores, ...expected }) => {
  it('have the points and the area of scikit-learn: receiver operating characteristic', () => {
    const curve = rocCurve({ truths, scores })
    close(curve?.falsePositiveRate ?? [], expected.roc.fpr)
    close(curve?.truePositiveRate ?? [], expected.roc.tpr)
    close(curve?.thresholds ?? [], expected.roc.thresholds)
    expect(curve?.thresholds[0]).toBe(Number.POSITIVE_INFINITY)
    expect(curve?.area).toBeCloseTo(expected.auc, DIGITS)
  })

  it('have the points and the average precision of scikit-learn: precision and recall', () => {
    const curve = precisionRecallCurve({ truths, scores })
    close([...(curve?.precision ?? [])].reverse(), expected.pr.precision.slice(0, -1))
    close([...(curve?.recall ?? [])].reverse(), expected.pr.recall.slice(0, -1))
    close([...(curve?.thresholds ?? [])].reverse(), expected.pr.thresholds)
    expect(curve?.averagePrecision).toBeCloseTo(expected.averagePrecision, DIGITS)
  })

  it('have the Brier score of scikit-learn', () => {
    expect(brierScore({ truths, scores })).toBeCloseTo(expected.brier, DIGITS)
  })
})

describe('curves', () => {
  it('cannot be drawn where only one kind of claim is there', () => {
    expect(rocCurve({ scores: [0.2, 0.8], truths: [1, 1] })).toBeNull()
    expect(precisionRecallCurve({ scores: [0.2, 0.8], truths: [0, 0] })).toBeNull()
    expect(brierScore({ scores: [], truths: [] })).toBeNull()
  })

  it('count what was never claimed as missed', () => {
    const curve = precisionRecallCurve({ scores: [0.9, 0.8, 0.7], truths: [1, 0, 1] }, 4)
    expect([...(curve?.recall ?? [])]).toEqual([0.25, 0.25, 0.5])
    expect(curve?.averagePrecision).toBeCloseTo(0.25 + 0.25 * (2 / 3), DIGITS)
  })

  it('have an area that is the chance of a true claim to score higher', () => {
    const claim = fc.record({ score: fc.integer({ min: 0, max: 20 }), truth: fc.boolean() })
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 40 }), (claims) => {
        const right = claims.filter(({ truth }) => truth)
        const wrong = claims.filter(({ truth }) => !truth)
        const wins = right.flatMap((a) => wrong.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)))
        const curve = rocCurve({ scores: claims.map(({ score }) => score), truths: claims.map(({ truth }) => Number(truth)) })
        if (wins.length === 0) expect(curve).toBeNull()
        else expect(curve?.area).toBeCloseTo(wins.reduce((sum: number, win) => sum + win, 0) / wins.length, DIGITS)
      }),
      { seed: 1 },
    )
  })
})

describe('calibration', () => {
  const { truth, score, counts, precision, meanScore, error } = reference.calibration
  const outcomes = truth.map((right, index) => ({
    label: 'cell',
    image: index,
    correct: right === 1,
    score: score[index] as number,
  }))

  it('has the bins of scikit-learn, and their mean gap as its error', () => {
    const { bins, error: own } = reliability(outcomes)
    const filled = bins.filter(({ count }) => count > 0)
    expect(bins.map(({ count }) => count)).toEqual(counts)
    close(
      filled.map((bin) => bin.precision as number),
      precision,
    )
    close(
      filled.map((bin) => bin.meanScore as number),
      meanScore,
    )
    expect(own).toBeCloseTo(error, DIGITS)
  })
})
