import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classCases } from '#server/evaluation/examination/class-cases.ts'
import { estimateCases } from '#server/evaluation/examination/estimate-cases.ts'
import { mixedUp } from '#server/evaluation/examination/mixed-up.ts'
import { placedCases } from '#server/evaluation/examination/placed-cases.ts'
import { tagCases } from '#server/evaluation/examination/tag-cases.ts'
import { judgeDetections } from '#server/evaluation/judge-outcomes.ts'
import { createRandom } from '#shared/random.ts'
import { bounds } from '#shared/shapes/index.ts'
import { fromHalf, inWords, measured, overlap } from './measured.ts'

describe('the cases of objects', () => {
  const casesOf = (told: Parameters<typeof measured>[0]) => placedCases([measured(told)], overlap, fromHalf)
  const cat = ['cat', [10, 10, 40, 40]] as const

  it('are a hit for each object, from the highest score down, and a duplicate for each further claim', () => {
    const cases = casesOf({
      truth: [cat],
      predictions: [
        ['cat', 0.6, [12, 10, 40, 40]],
        ['cat', 0.9, [10, 12, 40, 40]],
      ],
    })
    expect(cases.map(inWords)).toEqual(['true-positive cat as cat 0.9', 'duplicate cat as cat 0.6'])
    expect(cases[0]).toMatchObject({ annotationId: 'ast_1_0', overlap: expect.closeTo(38 / 42, 6), worth: expect.any(Number) })
  })

  it('are given the last of several labels that a claim overlaps alike, as the evaluation gives them', () => {
    const cases = casesOf({
      truth: [
        ['cat', [20, 0, 60, 30]],
        ['cat', [50, 0, 60, 30]],
      ],
      predictions: [
        ['cat', 0.9, [35, 0, 60, 30]],
        ['cat', 0.8, [10, 0, 60, 30]],
      ],
    })
    expect(cases.map(inWords)).toEqual(['true-positive cat as cat 0.9', 'true-positive cat as cat 0.8'])
  })

  it('are a confusion where the place is right and the label wrong, once for the object', () => {
    const cases = casesOf({ truth: [cat], predictions: [['dog', 0.8, [10, 10, 40, 40]]] })
    expect(cases.map(inWords)).toEqual(['confusion cat as dog 0.8'])
  })

  it('are misplaced where the label is right and the place is off', () => {
    expect(casesOf({ truth: [cat], predictions: [['cat', 0.8, [30, 10, 40, 40]]] }).map(inWords)).toEqual([
      'misplaced cat as cat 0.8',
    ])
  })

  it('are a miss and a false positive where nothing meets', () => {
    const cases = casesOf({ truth: [cat], predictions: [['cat', 0.7, [120, 120, 30, 30]]] })
    expect(cases.map(inWords)).toEqual(['false-positive as cat 0.7', 'miss cat'])
  })

  it('say of a miss how sure the claim was that was not shown', () => {
    expect(casesOf({ truth: [cat], predictions: [['cat', 0.3, [10, 10, 40, 40]]] }).map(inWords)).toEqual(['miss cat 0.3'])
  })

  it('show no label that is never shown', () => {
    const cases = placedCases([measured({ truth: [cat], predictions: [['cat', 1, [10, 10, 40, 40]]] })], overlap, () => null)
    expect(cases.map(inWords)).toEqual(['miss cat 1'])
  })

  it('account for every shown claim and every object exactly once, and hit as often as the evaluation says', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed)
        const place = () => [random.integer(8) * 10, random.integer(3) * 10, 20 + random.integer(20), 30] as const
        const label = () => ['cat', 'dog'][random.integer(2)] as string
        const image = measured({
          truth: Array.from({ length: random.integer(6) }, () => [label(), place()] as const),
          predictions: Array.from({ length: random.integer(8) }, () => [label(), random.next(), place()] as const),
        })
        const cases = placedCases([image], overlap, fromHalf)
        const shown = image.predictions.filter(({ score }) => score >= 0.5)
        expect(cases.filter(({ predicted }) => predicted !== null)).toHaveLength(shown.length)
        const settled = cases.filter(({ kind, annotationId }) => kind !== 'duplicate' && annotationId !== null)
        expect(settled).toHaveLength(image.truth.length)
        expect(new Set(settled.map(({ annotationId }) => annotationId)).size).toBe(image.truth.length)
        const boxed = {
          truth: image.truth.map((one) => ({ label: one.label, box: bounds(one.shape) as never })),
          detections: shown.map((one) => ({ label: one.label, score: one.score, box: bounds(one.shape) as never })),
        }
        const hits = judgeDetections([boxed], ['cat', 'dog']).filter(({ correct }) => correct).length
        expect(cases.filter(({ kind }) => kind === 'true-positive')).toHaveLength(hits)
      }),
      { seed: 1 },
    )
  })

  it('fill a matrix whose last row and column stand for nothing', () => {
    const cases = casesOf({
      truth: [cat, ['dog', [100, 100, 40, 40]]],
      predictions: [
        ['dog', 0.9, [10, 10, 40, 40]],
        ['cat', 0.8, [150, 10, 20, 20]],
      ],
    })
    expect(mixedUp(cases, ['cat', 'dog']).counts).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ])
  })
})

describe('the cases of whole images', () => {
  it('are right or taken for another class', () => {
    const cases = classCases([
      measured({
        truth: [['cat']],
        predictions: [
          ['cat', 0.7],
          ['dog', 0.3],
        ],
      }),
      measured({
        truth: [['dog']],
        predictions: [
          ['cat', 0.6],
          ['dog', 0.4],
        ],
      }),
      measured({ predictions: [['cat', 1]] }),
    ])
    expect(cases.map(inWords)).toEqual(['true-positive cat as cat 0.7', 'confusion dog as cat 0.6'])
    expect(cases.map(({ image }) => image)).toEqual([0, 1])
  })

  it('are decided label by label where there may be many', () => {
    const image = measured({
      truth: [['sun'], ['sea']],
      predictions: [
        ['sun', 0.9],
        ['sea', 0.2],
        ['snow', 0.8],
      ],
    })
    expect(tagCases([image], fromHalf).map(inWords)).toEqual([
      'true-positive sun as sun 0.9',
      'false-positive as snow 0.8',
      'miss sea 0.2',
    ])
  })

  it('tell how far a number is off, the worst of them first', () => {
    const told = (truth: number, value: number) =>
      measured({ truth: [['age', null, truth]], predictions: [['age', 1, null, value]] })
    const cases = estimateCases([told(10, 12), told(20, 16), measured({})])
    expect(cases.map(({ error, worth }) => [error, worth])).toEqual([
      [2, 0.5],
      [-4, 1],
    ])
  })
})
