import { describe, expect, it } from 'vitest'
import { evidenceAgainstZero } from '#server/deployment/betting.ts'
import { disagreement } from '#server/deployment/disagreement.ts'
import { type DecidedImage, shownBy, standingOf } from '#server/deployment/judge-standing.ts'
import { isInRange, partsOfAssets } from '#shared/domain/deployment.ts'
import { type AssetId, newId } from '#shared/domain/ids.ts'
import { createRandom, type Random } from '#shared/random.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

const OBJECTS = 4
const LONGEST = 600
const SHARE = 0.1

/** Images of some objects, of which people correct some, as they come in: one in ten the challenger's. */
function* images(random: Random, rates: { champion: number; challenger: number }): Iterable<DecidedImage> {
  for (;;) {
    const arm = random.next() < SHARE ? 'challenger' : 'champion'
    let corrected = 0
    for (let object = 0; object < OBJECTS; object++) if (random.next() < rates[arm]) corrected++
    yield { arm, suggestions: OBJECTS, corrected, missed: 0 }
  }
}

/** What a canary comes to, looked at after every image of the challenger; how many images that took. */
function canary(seed: number, rates: { champion: number; challenger: number }, longest = LONGEST) {
  const random = createRandom(seed)
  const seen: DecidedImage[] = []
  for (const image of images(random, rates)) {
    seen.push(image)
    if (seen.length >= longest) return { shown: shownBy(standingOf(seen, 'canary')), images: seen.length }
    if (image.arm === 'champion') continue
    const shown = shownBy(standingOf(seen, 'canary'))
    if (shown) return { shown, images: seen.length }
  }
  throw new Error('Expected images without end')
}

describe('a canary by what people correct', () => {
  const many = (count: number, rates: { champion: number; challenger: number }) =>
    Array.from({ length: count }, (_, seed) => canary(seed + 1, rates))

  it('that is as good returns in one of twenty at most, however often it is looked at', () => {
    const returned = many(200, { champion: 0.2, challenger: 0.2 }).filter(({ shown }) => shown === 'worse').length
    expect(returned / 200).toBeLessThanOrEqual(0.05)
  })

  it('that is corrected twice as often returns, and does not go on', () => {
    const ends = many(60, { champion: 0.2, challenger: 0.5 })
    expect(ends.filter(({ shown }) => shown === 'worse').length).toBeGreaterThan(0.9 * ends.length)
    expect(ends.filter(({ shown }) => shown === 'good')).toEqual([])
  })

  it('that is corrected less goes on', () => {
    const ends = many(60, { champion: 0.4, challenger: 0.2 })
    expect(ends.filter(({ shown }) => shown === 'good').length).toBeGreaterThan(0.9 * ends.length)
    expect(ends.filter(({ shown }) => shown === 'worse')).toEqual([])
  })

  it('that suggests nothing is not taken for one that is never corrected', () => {
    const decided = Array.from({ length: 60 }, (_, index): DecidedImage => {
      const arm = index % 2 === 0 ? 'challenger' : 'champion'
      return arm === 'challenger'
        ? { arm, suggestions: 0, corrected: 0, missed: OBJECTS }
        : { arm, suggestions: OBJECTS, corrected: 0, missed: 0 }
    })
    expect(shownBy(standingOf(decided, 'canary'))).toBe('worse')
  })
})

it('evidence is the capital of bettors: it grows by what they win, and the largest on the way counts', () => {
  expect(evidenceAgainstZero([], 1)).toBe(1)
  expect(evidenceAgainstZero([-1, -1], 1)).toBe(1)
  const won = evidenceAgainstZero([1, 1, 1], 1)
  expect(won).toBeGreaterThan(2)
  expect(evidenceAgainstZero([1, 1, 1, -1, -1, -1], 1)).toBe(won)
})

describe('images are parted by their ids', () => {
  const ids = Array.from({ length: 4000 }, () => newId<AssetId>('ast'))
  const inPart = (share: number) => ids.filter((id) => isInRange(id, partsOfAssets(share).challenger))

  it('into about the share that was asked for, and the rest', () => {
    for (const share of [0.05, 0.5, 0.9]) {
      expect(Math.abs(inPart(share).length / ids.length - share)).toBeLessThan(0.03)
      const { challenger, champion } = partsOfAssets(share)
      expect(ids.every((id) => isInRange(id, challenger) !== isInRange(id, champion))).toBe(true)
    }
  })

  it('so that an image stays in its part while the share grows', () => {
    const more = new Set(inPart(0.3))
    expect(inPart(0.1).every((id) => more.has(id))).toBe(true)
  })
})

describe('two models disagree', () => {
  const boxed = (label: string, x: number): LabelledPrediction => ({
    label,
    score: 0.9,
    shape: { kind: 'box', x, y: 0, width: 10, height: 10 },
    value: null,
  })
  const said = (label: string): LabelledPrediction => ({ label, score: 0.9, shape: { kind: 'whole' }, value: null })
  const told = (value: number): LabelledPrediction => ({ ...said('age'), value })

  it.each([
    ['not at all where both see nothing', 'detection', [], [], 0],
    ['not at all where both see the same', 'detection', [boxed('cat', 0)], [boxed('cat', 2)], 0],
    ['wholly where one object has two names', 'detection', [boxed('cat', 0)], [boxed('dog', 0)], 1],
    ['by the objects that only one sees', 'detection', [boxed('cat', 0), boxed('cat', 50)], [boxed('cat', 0)], 1 / 3],
    ['wholly on the class of an image', 'classification', [said('cat')], [said('dog')], 1],
    ['by how far their numbers lie apart', 'regression', [told(10)], [told(8)], 0.2],
  ] as const)('%s', (_how, task, some, others, expected) => {
    expect(disagreement(task, some, others)).toBeCloseTo(expected)
  })
})
