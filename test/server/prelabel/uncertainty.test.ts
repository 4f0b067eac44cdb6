import { describe, expect, test } from 'vitest'
import { uncertaintyOf } from '#server/prelabel/uncertainty.ts'
import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

const whole = (label: string, score: number, value: number | null = null): LabelledPrediction => ({
  label,
  score,
  shape: { kind: 'whole' },
  value,
})
const boxed = (score: number, label = 'cat', x = 0): LabelledPrediction => ({
  label,
  score,
  shape: { kind: 'box', x, y: 0, width: 10, height: 10 },
  value: null,
})
const threshold = (overrides: Partial<LabelThreshold> = {}): LabelThreshold => ({
  label: 'cat',
  threshold: 0.5,
  basis: 'measured',
  precision: 0.9,
  recall: 0.8,
  samples: 100,
  ...overrides,
})

describe('one label per image', () => {
  test('is unsure where the best two are close, sure where one stands alone', () => {
    const close = uncertaintyOf('classification', [whole('cat', 0.5), whole('dog', 0.48), whole('bird', 0.02)], [])
    const alone = uncertaintyOf('classification', [whole('cat', 0.98), whole('dog', 0.01), whole('bird', 0.01)], [])
    expect(close).toBeCloseTo(0.98)
    expect(alone).toBeCloseTo(0.03)
  })

  test('believes a score only as far as such scores were right', () => {
    const said = [whole('cat', 0.98), whole('dog', 0.02)]
    const boasts = threshold({ calibration: { scores: [0, 1], rights: [0.1, 0.6] } })
    expect(uncertaintyOf('classification', said, [boasts])).toBeGreaterThan(0.75)
    expect(uncertaintyOf('classification', said, [])).toBeLessThan(0.05)
  })
})

describe('objects', () => {
  test('half right is as unsure as can be, surely right is sure', () => {
    const certain = threshold({ calibration: { scores: [0.5, 0.6, 0.9], rights: [0.5, 0.5, 1] } })
    expect(uncertaintyOf('detection', [boxed(0.55)], [certain])).toBeCloseTo(1)
    expect(uncertaintyOf('detection', [boxed(0.9), boxed(0.95)], [certain])).toBeCloseTo(0)
  })

  test('hidden objects that are likely there raise the doubt by the share that is expected to be missed', () => {
    const known = threshold({ calibration: { scores: [0.2, 0.9], rights: [0.25, 1] } })
    const sure = [boxed(0.9), boxed(0.9)]
    // Four hidden ones of which every fourth is there: one missed beside two found.
    expect(uncertaintyOf('detection', [...sure, boxed(0.2), boxed(0.2), boxed(0.2), boxed(0.2)], [known])).toBeCloseTo(1 / 4)
    expect(uncertaintyOf('detection', sure, [known])).toBeCloseTo(0)
  })

  test('a doubtful one of a rare label counts as much as many sure ones of a common label', () => {
    const many = Array.from({ length: 12 }, (_, place) => boxed(0.99, 'cat', 20 * (place + 1)))
    const unsure = (also: LabelledPrediction[]) =>
      uncertaintyOf('detection', [...many, ...also], [threshold(), threshold({ label: 'dog' })])
    expect(unsure([boxed(0.5, 'dog')])).toBeGreaterThan(2 * unsure([boxed(0.5)]))
    // A label that is hardly expected there says hardly anything.
    expect(unsure([boxed(0.01, 'dog')])).toBeCloseTo(unsure([]), 2)
  })

  test('an empty image is as doubtful as the model missed objects on the validation split', () => {
    expect(uncertaintyOf('detection', [], [threshold({ recall: 0.8 })])).toBeCloseTo(0.2)
    expect(uncertaintyOf('detection', [], [threshold({ recall: 0.1 }), threshold({ label: 'dog', recall: 0.3 })])).toBeCloseTo(
      0.8,
    )
    expect(uncertaintyOf('detection', [], [])).toBe(1)
  })
})

test('many labels of an image: the mean of what each would tell', () => {
  expect(uncertaintyOf('multilabel', [whole('cat', 0.5), whole('dog', 1)], [])).toBeCloseTo(0.5)
  expect(uncertaintyOf('multilabel', [whole('cat', 0), whole('dog', 1)], [])).toBeCloseTo(0)
})

test('a number is as doubtful as it is likely to be too far off', () => {
  expect(uncertaintyOf('regression', [whole('weight', 0.1, 7)], [])).toBeCloseTo(0.9)
  expect(uncertaintyOf('regression', [whole('weight', 0.9, 7)], [])).toBeCloseTo(0.1)
})

test('stays between 0 and 1 whatever a model says', () => {
  for (const task of ['detection', 'classification', 'multilabel', 'regression', 'segmentation', 'keypoints'] as const)
    for (const said of [[], [whole('cat', 0)], [whole('cat', 1), whole('dog', 1)], [boxed(0.01), boxed(0.5), boxed(1)]]) {
      const unsure = uncertaintyOf(task, said, [threshold()])
      expect(unsure).toBeGreaterThanOrEqual(0)
      expect(unsure).toBeLessThanOrEqual(1)
    }
})
