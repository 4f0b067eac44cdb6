import { describe, expect, it } from 'vitest'
import { evaluateClassification } from '#server/evaluation/evaluate-classification.ts'
import { evaluateRegression } from '#server/evaluation/evaluate-regression.ts'
import reference from './fixtures/scikit-learn.json' with { type: 'json' }

const { classification, regression } = reference
const LABELS = ['a', 'b', 'c', 'd', 'e']
const images = [...classification.truth].map((truth, index) => ({ truth, predicted: classification.predicted[index] ?? '' }))

describe('a classifier on a split', () => {
  it('has the figures of scikit-learn', () => {
    const evaluation = evaluateClassification(images, LABELS)
    expect(evaluation.accuracy).toBeCloseTo(classification.accuracy, 12)
    expect(evaluation.macroF1).toBeCloseTo(classification.macroF1, 12)
    expect(evaluation.confusion).toEqual(classification.confusion)
    for (const name of ['precision', 'recall', 'f1', 'count'] as const) {
      evaluation.perLabel.forEach((figures, index) => {
        expect(figures[name] ?? 0, `${name} of ${figures.label}`).toBeCloseTo(classification[name][index] as number, 12)
      })
    }
  })

  it('says nothing of a label that occurs nowhere', () => {
    const { perLabel } = evaluateClassification(images, LABELS)
    expect(perLabel[4]).toEqual({ label: 'e', precision: null, recall: null, f1: null, count: 0 })
  })

  it('is not measured without images', () => {
    expect(evaluateClassification([], LABELS)).toMatchObject({ accuracy: null, macroF1: null })
  })

  it('must not name a label outside the list', () => {
    expect(() => evaluateClassification([{ truth: 'a', predicted: 'z' }], LABELS)).toThrow(
      'Expected one of the labels a, b, c, d, e, got "z"',
    )
  })
})

describe('a regression on a split', () => {
  const rated = regression.truth.map((truth, index) => ({ truth, predicted: regression.predicted[index] as number }))

  it('has the figures of scikit-learn', () => {
    const evaluation = evaluateRegression(rated)
    expect(evaluation.mae).toBeCloseTo(regression.mae, 12)
    expect(evaluation.rmse).toBeCloseTo(regression.rmse, 12)
    expect(evaluation.r2).toBeCloseTo(regression.r2, 12)
    const range = Math.max(...regression.truth) - Math.min(...regression.truth)
    expect(evaluation.nrmse).toBeCloseTo(regression.rmse / range, 12)
  })

  it('of a constant is perfect or worth nothing', () => {
    expect(evaluateRegression([3, 3].map((truth) => ({ truth, predicted: 3 })))).toEqual({ mae: 0, rmse: 0, nrmse: null, r2: 1 })
    expect(evaluateRegression([3, 3].map((truth) => ({ truth, predicted: 4 }))).r2).toBe(0)
  })

  it('is not measured without images', () => {
    expect(evaluateRegression([])).toEqual({ mae: null, rmse: null, nrmse: null, r2: null })
  })
})
