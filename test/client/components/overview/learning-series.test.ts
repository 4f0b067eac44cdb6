import { describe, expect, test } from 'vitest'
import { learningSeries } from '../../../../client/components/overview/learning-series.ts'

const model = (version: number, labels: number, metric: number | null, promoted = true) => ({
  version,
  labels,
  metric,
  promoted,
  createdAt: version,
  perLabel: [],
})

describe('the learning curve', () => {
  test('stands in the order of labels, promoted and held models apart', () => {
    const { points, data } = learningSeries([model(1, 100, 0.5), model(2, 300, 0.4, false), model(3, 200, 0.7)])
    expect(points.map(({ version }) => version)).toEqual([1, 3, 2])
    expect(data).toEqual([
      [100, 200, 300],
      [0.5, 0.7, null],
      [null, null, 0.4],
      [null, null, null],
      [null, null, null],
      [null, null, null],
    ])
  })

  test('goes on with what is expected of more labels', () => {
    const expected = { labels: 600, expected: 0.8, low: 0.7, high: 0.9 }
    const { points, data } = learningSeries([model(1, 300, 0.7)], [expected])
    expect(points).toHaveLength(1)
    expect(data).toEqual([
      [300, 600],
      [0.7, null],
      [null, null],
      [null, 0.7],
      [null, 0.9],
      [null, 0.8],
    ])
  })

  test('leaves out models that were not measured', () => {
    expect(learningSeries([model(1, 100, null)]).points).toEqual([])
  })
})
