import { describe, expect, it } from 'vitest'
import { precisionRecallCurve } from '#server/evaluation/curves/precision-recall-curve.ts'
import { rocCurve } from '#server/evaluation/curves/roc-curve.ts'
import { evaluateMultilabel } from '#server/evaluation/evaluate-multilabel.ts'
import reference from './fixtures/scikit-learn-curves.json' with { type: 'json' }

const DIGITS = 12
const LABELS = ['a', 'b', 'c', 'd', 'e']
const { multilabel } = reference
const named = (flags: readonly number[] = []) => LABELS.filter((_, place) => flags[place] === 1)
const images = multilabel.truth.map((truth, index) => ({ truth: named(truth), predicted: named(multilabel.predicted[index]) }))

describe('images with any number of labels', () => {
  const evaluation = evaluateMultilabel(images, LABELS)

  it.each(['micro', 'macro', 'samples'] as const)('have the %s average of scikit-learn', (average) => {
    for (const name of ['precision', 'recall', 'f1'] as const)
      expect(evaluation[average]?.[name], name).toBeCloseTo(multilabel[average][name], DIGITS)
  })

  it('have the figures of scikit-learn for each label', () => {
    for (const name of ['precision', 'recall', 'f1'] as const)
      evaluation.perLabel.forEach((figures, place) => {
        expect(figures[name] ?? 0, `${name} of ${figures.label}`).toBeCloseTo(multilabel.perLabel[name][place] as number, DIGITS)
      })
  })

  it('are all right, or wrong by single decisions, as often as scikit-learn says', () => {
    expect(evaluation.subsetAccuracy).toBeCloseTo(multilabel.subsetAccuracy, DIGITS)
    expect(evaluation.hammingLoss).toBeCloseTo(multilabel.hammingLoss, DIGITS)
  })

  it('have the curves of scikit-learn for each label', () => {
    multilabel.averagePrecision.forEach((expected, place) => {
      const claims = {
        scores: multilabel.score.map((row) => row[place] as number),
        truths: multilabel.truth.map((row) => row[place] as number),
      }
      expect(precisionRecallCurve(claims)?.averagePrecision).toBeCloseTo(expected, DIGITS)
      expect(rocCurve(claims)?.area).toBeCloseTo(multilabel.areaUnderRoc[place] as number, DIGITS)
    })
  })

  it('say nothing of a label that occurs nowhere', () => {
    expect(evaluation.perLabel[4]).toEqual({ label: 'e', precision: null, recall: null, f1: null, count: 0 })
  })

  it('are not measured where there are none', () => {
    expect(evaluateMultilabel([], LABELS)).toMatchObject({ micro: null, macro: null, samples: null, subsetAccuracy: null })
  })

  it('must not name a label outside the list', () => {
    expect(() => evaluateMultilabel([{ truth: ['z'], predicted: [] }], LABELS)).toThrow('got "z"')
  })
})
