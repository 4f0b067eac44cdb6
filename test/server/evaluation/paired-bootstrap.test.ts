import { describe, expect, it } from 'vitest'
import { accuracyMetric } from '#server/evaluation/accuracy-metric.ts'
import { evaluateClassification } from '#server/evaluation/evaluate-classification.ts'
import { evaluateDetection } from '#server/evaluation/evaluate-detection.ts'
import { map50Metric } from '#server/evaluation/map50-metric.ts'
import { pairedBootstrap } from '#server/evaluation/paired-bootstrap.ts'
import { LABELS, madeUpImages } from './made-up-images.ts'

const weak = madeUpImages({ images: 30, seed: 2, found: 0.5 })
const strong = madeUpImages({ images: 30, seed: 3, found: 0.9 })
const ones = (images: number) => new Uint32Array(images).fill(1)

describe('a metric that is taken again by weights', () => {
  it('is the evaluation itself where every image counts once', () => {
    const { value, perLabel } = map50Metric(weak, LABELS).measure(ones(30))
    const evaluation = evaluateDetection(weak, LABELS)
    expect(value).toBeCloseTo(evaluation.map50 as number, 12)
    expect(perLabel).toEqual(evaluation.perLabel.map(({ ap50 }) => ap50))
  })

  it('counts an image of weight 2 as two copies, and one of weight 0 not at all', () => {
    const [first, second, third] = weak as [(typeof weak)[0], (typeof weak)[0], (typeof weak)[0]]
    const weighted = map50Metric([first, second, third], LABELS).measure(Uint32Array.of(2, 0, 1))
    expect(weighted.value).toBeCloseTo(evaluateDetection([first, first, third], LABELS).map50 as number, 12)
  })

  it('is the accuracy for a classifier, and the f1 for each label', () => {
    const images = [...'aabbb'].map((truth, index) => ({ truth, predicted: 'abbba'[index] as string }))
    const evaluation = evaluateClassification(images, ['a', 'b', 'c'])
    const { value, perLabel } = accuracyMetric(images, ['a', 'b', 'c']).measure(ones(5))
    expect(value).toBe(evaluation.accuracy)
    expect(perLabel).toEqual([evaluation.perLabel[0]?.f1, evaluation.perLabel[1]?.f1, null])
  })
})

describe('the paired bootstrap', () => {
  const compare = (challenger: typeof weak, seed = 1) =>
    pairedBootstrap({ champion: map50Metric(weak, LABELS), challenger: map50Metric(challenger, LABELS), seed, resamples: 300 })

  it('is sure of a much better model', async () => {
    const { difference, low, high, probabilityBetter, perLabel } = await compare(strong)
    expect(difference).toBeGreaterThan(0.2)
    expect(low).toBeGreaterThan(0)
    expect(high).toBeGreaterThan(difference as number)
    expect(probabilityBetter).toBe(1)
    expect(perLabel.map(({ label }) => label)).toEqual(LABELS)
  })

  it('sees no difference between a model and itself', async () => {
    expect(await compare(weak)).toMatchObject({ difference: 0, low: 0, high: 0, probabilityBetter: 0.5 })
  })

  it('gives the same answer for the same seed, and turns its sign when the models change places', async () => {
    const forth = await compare(strong, 5)
    expect(await compare(strong, 5)).toEqual(forth)
    expect(await compare(strong, 6)).not.toEqual(forth)
    const turned = await pairedBootstrap({
      champion: map50Metric(strong, LABELS),
      challenger: map50Metric(weak, LABELS),
      seed: 5,
      resamples: 300,
    })
    expect(turned.difference).toBeCloseTo(-(forth.difference as number), 12)
    expect(turned.low).toBeCloseTo(-(forth.high as number), 12)
  })

  it('says nothing where there is nothing to measure', async () => {
    const nothing = map50Metric([], LABELS)
    expect(await pairedBootstrap({ champion: nothing, challenger: nothing, seed: 1, resamples: 10 })).toMatchObject({
      difference: null,
      low: null,
      high: null,
      probabilityBetter: null,
    })
  })

  it('refuses two models that saw different images', async () => {
    await expect(compare(weak.slice(1))).rejects.toThrow('Expected both models on the same images and labels')
  })
})
