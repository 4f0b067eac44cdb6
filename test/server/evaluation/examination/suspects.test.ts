import { describe, expect, it } from 'vitest'
import { classCases } from '#server/evaluation/examination/class-cases.ts'
import { withClassSuspects } from '#server/evaluation/examination/class-suspects.ts'
import { withObjectSuspects } from '#server/evaluation/examination/object-suspects.ts'
import { placedCases } from '#server/evaluation/examination/placed-cases.ts'
import { createRandom } from '#shared/random.ts'
import { fromHalf, measured, overlap } from './measured.ts'

const place = (column: number) => [column * 50, 10, 40, 40] as const

describe('likely mistakes among the labels of objects', () => {
  // Twenty images that a model reads well: cats are found with 0.8 on average.
  const good = Array.from({ length: 20 }, (_, index) =>
    measured({
      truth: [
        ['cat', place(0)],
        ['dog', place(1)],
      ],
      predictions: [
        ['cat', index % 2 ? 0.9 : 0.7, place(0)],
        ['dog', index % 2 ? 0.9 : 0.7, place(1)],
      ],
    }),
  )
  const suspectsAmong = (image: ReturnType<typeof measured>) =>
    withObjectSuspects(placedCases([...good, image], overlap, fromHalf))
      .filter(({ suspect }) => suspect !== null)
      .map(({ suspect, suspicion, image }) => [suspect, suspicion, image])

  it('are none where the model and the labels agree', () => {
    expect(suspectsAmong(good[0] as never)).toEqual([])
  })

  it('are what is surely there and not labelled, but not what the model is unsure of', () => {
    // Of the cats from 0.85 on ten are right and this one is not: (10 + 1) / (11 + 2).
    expect(suspectsAmong(measured({ predictions: [['cat', 0.85, place(2)]] }))).toEqual([
      ['unlabelled', expect.closeTo(11 / 13, 9), 20],
    ])
    expect(suspectsAmong(measured({ predictions: [['cat', 0.6, place(2)]] }))).toEqual([])
  })

  it('are what is surely something else', () => {
    const swapped = measured({ truth: [['cat', place(0)]], predictions: [['dog', 0.85, place(0)]] })
    expect(suspectsAmong(swapped)).toEqual([['swapped', expect.closeTo(11 / 13, 9), 20]])
  })

  it('are what is surely elsewhere', () => {
    const off = measured({ truth: [['cat', place(0)]], predictions: [['cat', 0.85, [20, 10, 40, 40]]] })
    expect(suspectsAmong(off)).toEqual([['off', expect.closeTo((11 / 13) * (1 - 1 / 3), 9), 20]])
  })

  it('are none that stand alone: a model that never showed it was right is not believed', () => {
    const one = measured({ truth: [['bird', place(3)]], predictions: [['bird', 0.6, place(3)]] })
    const two = measured({ predictions: [['bird', 0.9, place(2)]] })
    const cases = withObjectSuspects(placedCases([...good, one, two], overlap, fromHalf))
    expect(cases.filter(({ suspect }) => suspect !== null)).toEqual([])
  })

  it('are no labels of a kind that is often missed', () => {
    const missed = Array.from({ length: 10 }, () => measured({ truth: [['cat', place(0)]] }))
    const cases = withObjectSuspects(placedCases([...good, ...missed], overlap, fromHalf))
    expect(cases.filter(({ suspect }) => suspect !== null)).toEqual([])
  })

  it('are labels that nobody sees, of a kind that is found nearly always', () => {
    const groundless = measured({ truth: [['cat', place(0)]] })
    expect(suspectsAmong(groundless)).toEqual([['groundless', expect.closeTo(20 / 21, 9), 20]])
    const halfSeen = measured({ truth: [['cat', place(0)]], predictions: [['cat', 0.45, place(0)]] })
    expect(suspectsAmong(halfSeen)).toEqual([])
  })
})

describe('likely mistakes among classes', () => {
  it('are found by confident learning: most of the swapped ones, few of the right ones, the surest first', () => {
    const random = createRandom(7)
    const classes = ['a', 'b', 'c']
    const images = Array.from({ length: 300 }, (_, index) => {
      const real = classes[random.integer(3)] as string
      const given = index % 10 === 0 ? (classes[(classes.indexOf(real) + 1) % 3] as string) : real
      const weights = classes.map((name) => Math.exp((name === real ? 2.5 : 0) + random.normal() * 0.8))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const predictions = classes.map((name, place) => [name, (weights[place] as number) / total] as const)
      return { isSwapped: given !== real, image: measured({ truth: [[given]], predictions }) }
    })
    const cases = withClassSuspects(
      classCases(images.map(({ image }) => image)),
      images.map(({ image }) => image),
    )
    const suspects = cases.filter(({ suspect }) => suspect === 'swapped').sort((a, b) => (b.suspicion ?? 0) - (a.suspicion ?? 0))
    const swapped = suspects.filter(({ image }) => images[image]?.isSwapped)
    expect(swapped.length).toBeGreaterThan(22)
    expect(suspects.length - swapped.length).toBeLessThan(20)
    expect(suspects.slice(0, 15).every(({ image }) => images[image]?.isSwapped)).toBe(true)
  })

  it('are none where every class is believed', () => {
    const told = (label: string, other: string) =>
      measured({
        truth: [[label]],
        predictions: [
          [label, 0.9],
          [other, 0.1],
        ],
      })
    const images = [told('a', 'b'), told('b', 'a')]
    expect(withClassSuspects(classCases(images), images).filter(({ suspect }) => suspect)).toEqual([])
  })
})
