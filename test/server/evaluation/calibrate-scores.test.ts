import { expect, test } from 'vitest'
import { calibrateScores } from '#server/evaluation/calibrate-scores.ts'
import { isotonicRegression } from '#server/evaluation/isotonic-regression.ts'
import { probabilityOf } from '#shared/score-calibration.ts'
import reference from './fixtures/scikit-learn-isotonic.json' with { type: 'json' }

const outcomes = (label: string, rights: readonly (readonly [score: number, correct: boolean])[]) =>
  rights.map(([score, correct], image) => ({ label, score, correct, image }))
/** So many claims of a score, of which a share is right. */
const claims = (label: string, score: number, count: number, right: number) =>
  outcomes(
    label,
    Array.from({ length: count }, (_, place) => [score, place < right] as const),
  )

test('the rising function nearest to outcomes is scikit-learn’s, corner by corner and between them', () => {
  const { x, y } = isotonicRegression(reference.x, reference.y)
  expect(x).toEqual(reference.cornersX)
  for (const [place, level] of reference.cornersY.entries()) expect(y[place]).toBeCloseTo(level, 9)
  const calibration = { scores: [...x], rights: [...y] }
  for (const [place, at] of reference.at.entries())
    expect(probabilityOf(calibration, at)).toBeCloseTo(reference.predicted[place] ?? Number.NaN, 9)
})

test('a falling stretch becomes level, and nothing stays nothing', () => {
  expect(isotonicRegression([1, 2, 3], [0.9, 0.5, 0.1])).toEqual({ x: [1, 3], y: [0.5, 0.5] })
  expect(isotonicRegression([], [])).toEqual({ x: [], y: [] })
})

test('scores become how often they were right, label by label, and never surer than the outcomes allow', () => {
  const measured = calibrateScores(
    [...claims('cat', 0.9, 20, 10), ...claims('cat', 0.3, 20, 0), ...claims('dog', 0.9, 40, 40)],
    ['cat', 'dog'],
  )
  expect(probabilityOf(measured.get('cat'), 0.9)).toBeCloseTo(0.5)
  expect(probabilityOf(measured.get('cat'), 0.3)).toBeCloseTo(1 / 42)
  expect(probabilityOf(measured.get('cat'), 0.6)).toBeCloseTo((0.5 + 1 / 42) / 2)
  expect(probabilityOf(measured.get('dog'), 0.9)).toBeCloseTo(41 / 42)
})

test('a label with few outcomes borrows those of all, and a model with few has its scores as they are', () => {
  const borrowed = calibrateScores([...claims('cat', 0.9, 30, 15), ...claims('rare', 0.9, 2, 2)], ['cat', 'rare'])
  expect(probabilityOf(borrowed.get('rare'), 0.9)).toBeCloseTo(17 / 32)
  const none = calibrateScores(claims('cat', 0.9, 3, 0), ['cat'])
  expect(none.size).toBe(0)
  expect(probabilityOf(none.get('cat'), 0.9)).toBe(0.9)
})
