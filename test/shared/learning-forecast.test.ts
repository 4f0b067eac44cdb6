import { describe, expect, it } from 'vitest'
import { forecast, type Measured, scoreForecasts } from '#shared/learning-forecast.ts'
import { createRandom } from '#shared/random.ts'

const SIZES = [50, 100, 200, 400, 800, 1600]
const law = (labels: number) => 0.92 - 2 * labels ** -0.5
const curve = (spread: number, seed: number, sizes = SIZES): Measured[] => {
  const random = createRandom(seed)
  return sizes.map((labels) => ({ labels, metric: law(labels) + spread * random.normal() }))
}

describe('the forecast of a metric', () => {
  it('goes on as the power law does that it is given', () => {
    const [next] = forecast(curve(0, 1), [3200])
    expect(next?.expected).toBeCloseTo(law(3200), 1)
    expect(Math.abs((next?.expected ?? 0) - law(3200))).toBeLessThan(0.015)
    expect(next?.low).toBeLessThan(law(3200))
    expect(next?.high).toBeGreaterThan(law(3200))
  })

  it('says nothing of fewer than three numbers of labels', () => {
    expect(forecast(curve(0, 1, [50, 100]), [200])).toEqual([])
    expect(forecast(curve(0, 1, [50, 100, 100]), [200])).toEqual([])
  })

  it('stays a share, and is surer the more was measured', () => {
    const wide = forecast(curve(0.01, 2, SIZES.slice(0, 3)), [3200])[0]
    const narrow = forecast(curve(0.01, 2), [3200])[0]
    expect(wide && narrow && wide.high - wide.low > narrow.high - narrow.low).toBe(true)
    for (const one of forecast(curve(0.2, 3), [1, 1e6])) {
      expect(one.low).toBeGreaterThanOrEqual(0)
      expect(one.high).toBeLessThanOrEqual(1)
    }
  })

  it('is the same for the same points and seed', () => {
    expect(forecast(curve(0.02, 4), [3200], 7)).toEqual(forecast(curve(0.02, 4), [3200], 7))
  })

  it('holds what comes about as often as it says, where curves are power laws with the spread of small test splits', () => {
    const hits = Array.from({ length: 200 }, (_, seed) => {
      const points = curve(0.02, seed)
      const [made] = forecast(points.slice(0, -1), [1600])
      const came = points.at(-1)?.metric ?? 0
      return made && came >= made.low && came <= made.high
    })
    const held = hits.filter(Boolean).length / hits.length
    // Four standard errors about 0.8 of 200 draws, and more where the prior is careful.
    expect(held).toBeGreaterThan(0.69)
    expect(held).toBeLessThan(0.97)
  })

  it('is scored by earlier points alone', () => {
    const points = curve(0.01, 5)
    const changed = points.map((point, place) => (place === 5 ? { ...point, metric: 0 } : point))
    expect(scoreForecasts(changed).slice(0, 2)).toEqual(scoreForecasts(points).slice(0, 2))
    expect(scoreForecasts(changed).at(-1)).toMatchObject({ metric: 0, inside: false })
  })
})
