import { describe, expect, it } from 'vitest'
import { createRandom } from '#shared/random.ts'

describe('seeded random numbers', () => {
  it('are the published sequence of mulberry32', () => {
    const random = createRandom(42)
    expect([random.next(), random.next(), random.next()]).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099])
  })

  it('repeat for the same seed and differ for another', () => {
    const draw = (seed: number) => Array.from({ length: 8 }, createRandom(seed).next)
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('continue from a saved state', () => {
    const random = createRandom(3)
    random.next()
    const resumed = createRandom(random.state)
    expect([resumed.next(), resumed.integer(100)]).toEqual([random.next(), random.integer(100)])
  })

  it('spread evenly over whole numbers', () => {
    const random = createRandom(1)
    const counts = [0, 0, 0, 0, 0]
    for (let draw = 0; draw < 10_000; draw++) {
      const pick = random.integer(5)
      counts[pick] = (counts[pick] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  it('have the mean and deviation of the normal distribution', () => {
    const random = createRandom(5)
    const draws = Array.from({ length: 20_000 }, random.normal)
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  })

  it('shuffle without losing an item', () => {
    const items = Array.from({ length: 50 }, (_, index) => index)
    const shuffled = createRandom(9).shuffled(items)
    expect(shuffled).not.toEqual(items)
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  })

  it('refuse to draw below nothing', () => {
    expect(() => createRandom(1).integer(0)).toThrow('Expected a whole number above 0')
  })
})
