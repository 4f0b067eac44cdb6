import { expect, test } from 'vitest'
import { ensembleWords } from '#client/components/models/ensemble-words.ts'
import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { ProjectId } from '#shared/domain/ids.ts'

const anEnsemble = (overrides: Partial<Ensemble> = {}): Ensemble => ({
  projectId: 'prj_1' as ProjectId,
  champion: 4,
  asked: [4, 2, 1],
  members: [4, 2, 1].map((version) => ({ version, value: 0.8, latencyMs: 7 })),
  snapshotNumber: 3,
  images: 87,
  verdict: 'together',
  alone: 0.8,
  together: 0.818,
  difference: 0.018,
  low: 0.004,
  high: 0.031,
  losing: [],
  latencyMs: 21,
  budgetMs: 200,
  learned: { weights: [1, 1, 1], biases: [] },
  thresholds: [],
  weighedAt: 0,
  ...overrides,
})

test('what pays is said with its gain, its interval and its time', () => {
  expect(ensembleWords('detection', anEnsemble(), true)).toEqual({
    headline: 'Suggestions come from 3 models together',
    numbers: '+1.8 points mAP50 on validation (+0.4 to +3.1), 21 ms an image',
  })
})

test('what pays and is switched off is said to be off', () => {
  const { headline } = ensembleWords('detection', anEnsemble(), false)
  expect(headline).toBe('Switched off: suggestions come from the champion alone, and not from 3 models together')
})

test.each([
  [{ verdict: 'no-gain', difference: 0.003, low: -0.009, high: 0.0004 }, '+0.3 points mAP50 on validation (−0.9 to 0.0)'],
  [{ verdict: 'label-loses', losing: ['WBC'] }, '+3.1), but WBC would lose more than allowed'],
  [{ verdict: 'too-slow', latencyMs: 410 }, '+3.1), but 410 ms an image where 200 are allowed'],
  [{ verdict: 'too-few', images: 9 }, '9 validation images are too few'],
  [{ verdict: 'member-lost' }, 'One of them cannot be asked any more'],
] satisfies readonly (readonly [Partial<Ensemble>, string])[])('%o: the champion goes on alone, and why', (overrides, why) => {
  const { headline, numbers } = ensembleWords('detection', anEnsemble(overrides), true)
  expect(headline).toBe('Asked 3 models together')
  expect(numbers).toContain(why)
  expect(numbers).toMatch(/the champion goes on alone$/)
})

test('a figure that is no share is not said in points', () => {
  expect(ensembleWords('regression', anEnsemble(), true).numbers).toBe(
    '+0.018 R² on validation (+0.004 to +0.031), 21 ms an image',
  )
})
