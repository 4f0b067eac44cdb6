import { describe, expect, it } from 'vitest'
import { accuracyMetric } from '#server/evaluation/accuracy-metric.ts'
import { bootstrapIntervals } from '#server/evaluation/bootstrap-intervals.ts'
import { map50Metric } from '#server/evaluation/map50-metric.ts'
import { LABELS, madeUpImages } from './made-up-images.ts'

const NORMAL_95 = 1.96
const answers = (right: number, of: number) =>
  accuracyMetric(
    Array.from({ length: of }, (_, index) => ({ truth: 'a', predicted: index < right ? 'a' : 'b' })),
    ['a', 'b'],
  )

describe('an interval by resampling images', () => {
  it('is as wide as the binomial distribution of a share says', async () => {
    const { value, low, high } = await bootstrapIntervals(answers(320, 400), { seed: 1 })
    const width = 2 * NORMAL_95 * Math.sqrt((0.8 * 0.2) / 400)
    expect(value).toBe(0.8)
    expect((high as number) - (low as number)).toBeGreaterThan(width * 0.85)
    expect((high as number) - (low as number)).toBeLessThan(width * 1.15)
  })

  it('narrows with the square root of the images', async () => {
    const widthOf = async (images: number) => {
      const { low, high } = await bootstrapIntervals(answers(images * 0.8, images), { seed: 2 })
      return (high as number) - (low as number)
    }
    expect((await widthOf(100)) / (await widthOf(1600))).toBeGreaterThan(3)
    expect((await widthOf(100)) / (await widthOf(1600))).toBeLessThan(5)
  })

  it('of a part of the images is that of these images alone', async () => {
    const images = madeUpImages({ images: 20, found: 0.6 })
    const among = [3, 4, 8, 15]
    const part = await bootstrapIntervals(map50Metric(images, LABELS), { seed: 3, among, resamples: 200 })
    const alone = map50Metric(
      among.map((place) => images[place] as (typeof images)[number]),
      LABELS,
    )
    expect(part).toEqual(await bootstrapIntervals(alone, { seed: 3, resamples: 200 }))
  })

  it('is told for each label, holds the figure, and is the same for the same seed', async () => {
    const metric = map50Metric(madeUpImages({ images: 30, found: 0.7 }), LABELS)
    const { perLabel, ...whole } = await bootstrapIntervals(metric, { seed: 4, resamples: 200 })
    for (const { value, low, high } of [whole, ...perLabel]) {
      expect(low as number).toBeLessThan(value as number)
      expect(high as number).toBeGreaterThan(value as number)
    }
    expect(await bootstrapIntervals(metric, { seed: 4, resamples: 200 })).toEqual({ perLabel, ...whole })
  })

  it('says nothing of one image alone, or of none', async () => {
    expect(await bootstrapIntervals(answers(1, 1), { seed: 5 })).toMatchObject({ value: 1, low: null, high: null })
    expect(await bootstrapIntervals(answers(0, 0), { seed: 5 })).toMatchObject({ value: null, low: null, high: null })
  })
})
