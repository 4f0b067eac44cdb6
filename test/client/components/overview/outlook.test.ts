import { describe, expect, test } from 'vitest'
import { outlookOf } from '../../../../client/components/overview/forecast-words.ts'

const overview = {
  nextTraining: { have: 40, need: 140, missing: [], sentence: '' },
  effort: { drawn: 100, fixed: 0, accepted: 100, rejected: 0, seconds: 860, secondsWithoutModel: 1400 },
}
const points = (...metrics: number[]) => metrics.map((metric, place) => ({ labels: 100 * 2 ** place, metric }))

describe('what the next labels are worth', () => {
  test('is unknown before three models are there', () => {
    expect(outlookOf([], overview)).toBeNull()
    expect(outlookOf(points(0.5, 0.6), overview)).toBeNull()
  })

  test('is said with the work that it takes here, and drawn up to twice the labels', () => {
    const outlook = outlookOf(points(0.5, 0.62, 0.7, 0.75), overview)
    expect(outlook?.sentences[0]).toMatch(/^With 100 labels more, about 7 min 10 s of work, 0\.7\d\d is expected/)
    expect(outlook?.sentences.at(-1)).toMatch(/^1 of 1 such forecasts held so far; 80 % should\.$/)
    expect(outlook?.band.map(({ labels }) => labels)).toEqual([800, 1000, 1200, 1400, 1600])
  })

  test('is hardly anything where the curve has become level', () => {
    const level = outlookOf(points(0.88, 0.9, 0.901, 0.9, 0.9, 0.901), overview)
    expect(level?.sentences.join(' ')).toMatch(/would hardly help/)
  })
})
