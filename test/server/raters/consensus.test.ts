import { describe, expect, it } from 'vitest'
import { agreementOf } from '#server/raters/agreement/agreement-of.ts'
import { matchedUnits } from '#server/raters/agreement/matched-units.ts'
import type { RatedObject } from '#server/raters/agreement/rated-image.ts'
import { consensusOf } from '#server/raters/consensus.ts'
import { shareOut } from '#server/raters/share-out.ts'
import type { AssetId } from '#shared/domain/ids.ts'

const whole = (label: string, value: number | null = null): RatedObject => ({ label, shape: { kind: 'whole' }, value })
const box = (label: string, x: number, width = 10): RatedObject => ({
  label,
  shape: { kind: 'box', x, y: 0, width, height: 10 },
  value: null,
})
const by = (...ratings: RatedObject[][]) => new Map(ratings.map((rated, place) => [`rater ${place + 1}`, rated]))

describe('shapes of several raters', () => {
  it('are one object where each two share at least half, whatever they are called, and no rater is in it twice', () => {
    const units = matchedUnits(by([box('cat', 0), box('cat', 1)], [box('dog', 0)], [box('cat', 100)]))
    expect(units.map(({ size }) => size).sort()).toEqual([1, 1, 2])
  })
  it('do not chain: what shares with a neighbour alone is another object', () => {
    const units = matchedUnits(by([box('cat', 0)], [box('cat', 3)], [box('cat', 6)]))
    expect(units.map(({ size }) => size).sort()).toEqual([1, 2])
  })
})

describe('a consensus', () => {
  it('of classes is what more say than anything else, and nothing where two are said alike often', () => {
    expect(consensusOf('images', by([whole('cat')], [whole('cat')], [whole('dog')]))).toMatchObject([{ label: 'cat', votes: 2 }])
    expect(consensusOf('images', by([whole('cat')], [whole('dog')]))).toEqual([])
    expect(consensusOf('images', by([whole('cat')], [], [], []))).toEqual([])
  })
  it('of tags is each one that half of the raters give', () => {
    const agreed = consensusOf('tags', by([whole('cat'), whole('dog')], [whole('cat')], [whole('cow')]))
    expect(agreed.map(({ label }) => label)).toEqual(['cat'])
  })
  it('of boxes is their mean by the weight of their raters, of what half of them see', () => {
    const [agreed, ...others] = consensusOf('shapes', by([box('cat', 0)], [box('cat', 2, 12)], [box('cat', 90)]), (rater) =>
      rater === 'rater 2' ? 3 : 1,
    )
    expect(others).toEqual([])
    expect(agreed).toMatchObject({ label: 'cat', votes: 2, raters: 3, shape: { x: 1.5, width: 11.5 } })
  })
  it('of other shapes is the one most like the others', () => {
    const ring = (x: number): RatedObject => ({
      label: 'cat',
      value: null,
      shape: { kind: 'polygon', ring: [x, 0, x + 10, 0, x + 10, 10, x, 10], holes: [] },
    })
    const [agreed] = consensusOf('shapes', by([ring(0)], [ring(1)], [ring(2)]))
    expect(agreed?.shape).toEqual(ring(1).shape)
  })
  it('of numbers is their weighted mean', () => {
    expect(consensusOf('numbers', by([whole('age', 10)], [whole('age', 20)]))).toMatchObject([{ value: 15 }])
  })
})

describe('agreement', () => {
  const image = (name: string, ratings: ReturnType<typeof by>) => ({
    assetId: name as AssetId,
    name,
    ratings,
    isHoneypot: false,
    truth: null,
  })

  it('of numbers is on an interval scale', () => {
    const images = [1, 5, 9].map((value) => image(String(value), by([whole('age', value)], [whole('age', value)])))
    expect(agreementOf('numbers', images, ['age'])).toMatchObject({ units: 3, alpha: { value: 1 }, fleiss: null })
  })
  it('counts an object that one of two does not see as a disagreement', () => {
    const images = [image('a', by([box('cat', 0)], [])), image('b', by([box('cat', 0)], [box('cat', 0)]))]
    const { units, alpha, disputed } = agreementOf('shapes', images, ['cat'])
    expect(units).toBe(2)
    expect(alpha.value).toBeLessThan(0.1)
    expect(disputed).toEqual([{ assetId: 'a', name: 'a', agreement: 0 }])
  })
  it('of tags is judged label by label', () => {
    const images = ['a', 'b', 'c'].map((name, place) =>
      image(name, by(place === 0 ? [whole('cat')] : [], place === 0 ? [whole('cat'), whole('dog')] : [])),
    )
    const { labels, pairs } = agreementOf('tags', images, ['cat', 'dog'])
    expect(labels.map(({ label, alpha }) => [label, alpha])).toEqual([
      ['cat', 1],
      ['dog', 0],
    ])
    expect(pairs[0]?.units).toBe(6)
  })
})

describe('images shared out', () => {
  it('go to as many people as asked, who get as many as each other', () => {
    const shares = shareOut(
      Array.from({ length: 10 }, (_, place) => place),
      ['a', 'b', 'c', 'd'],
      2,
      7,
    )
    expect([...shares.values()].map(({ length }) => length)).toEqual([5, 5, 5, 5])
    const times = [...shares.values()].flat().sort((a, b) => a - b)
    expect(times).toEqual(Array.from({ length: 20 }, (_, place) => Math.floor(place / 2)))
  })
})
