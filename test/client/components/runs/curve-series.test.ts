import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curveOf, labelCurves, smoothed } from '../../../../client/components/runs/curve-series.ts'

const curve = [
  { step: 1, epoch: 0.1, seconds: 1, loss: 4, learningRate: 0.001 },
  { step: 2, epoch: 0.2, seconds: 2, loss: 3 },
  { step: 3, epoch: 0.3, seconds: 3, validation: 0.5, perLabel: { cat: 0.4, dog: 0.6 } },
  { step: 4, epoch: 0.4, seconds: 4, loss: 2, validation: 0.7, perLabel: { cat: 0.7 } },
]

describe("a run's curves", () => {
  test('hold only the steps at which something was measured', () => {
    expect(curveOf(curve, 'loss')).toEqual([
      [1, 2, 4],
      [4, 3, 2],
    ])
    expect(curveOf(curve, 'learningRate')).toEqual([[1], [0.001]])
  })

  test('have one line for all labels and one per label, with gaps where a label was not measured', () => {
    expect(labelCurves(curve)).toEqual({
      labels: ['cat', 'dog'],
      data: [
        [3, 4],
        [0.5, 0.7],
        [0.4, 0.7],
        [0.6, null],
      ],
    })
  })

  test('are not changed by smoothing of 0', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2])
  })

  test('stay within their values when smoothed, and start at the first of them', () => {
    const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 0.98, noNaN: true }), (losses, weight) => {
        const smooth = smoothed(losses, weight).map((value) => value ?? Number.NaN)
        expect(smooth[0]).toBeCloseTo(losses[0] ?? 0, 8)
        expect(Math.min(...smooth)).toBeGreaterThanOrEqual(Math.min(...losses) - 1e-9)
        expect(Math.max(...smooth)).toBeLessThanOrEqual(Math.max(...losses) + 1e-9)
      }),
      { seed: 1 },
    )
  })

  test('keep their gaps when smoothed', () => {
    expect(smoothed([1, null, undefined, 1], 0.9)).toEqual([1, null, null, expect.closeTo(1)])
  })
})
