import { describe, expect, it } from 'vitest'
import { accuracyMetric } from '#server/evaluation/accuracy-metric.ts'
import type { ImageFacts } from '#server/evaluation/examination/image-facts.ts'
import { imageGroups, sliceFigures } from '#server/evaluation/examination/slice-figures.ts'

const facts = (overrides: Partial<ImageFacts> = {}): ImageFacts => ({
  source: null,
  brightness: 0.5,
  annotator: 'Ada',
  at: Date.UTC(2026, 10, 1),
  ...overrides,
})

describe('slices of a split', () => {
  it('are not made by what all images have in common', () => {
    expect(imageGroups([facts(), facts(), facts(), facts()])).toEqual([])
  })

  it('are folders, thirds of brightness, people and days', () => {
    const images = [
      facts({ source: 'night', brightness: 0.1 }),
      facts({ source: 'day', brightness: 0.9, annotator: 'Ben' }),
      facts({ source: 'day', brightness: 0.5, at: Date.UTC(2026, 10, 2) }),
      facts({ brightness: null }),
    ]
    expect(imageGroups(images)).toEqual([
      { by: 'source', name: 'day', places: [1, 2] },
      { by: 'source', name: 'night', places: [0] },
      { by: 'brightness', name: 'dark', places: [0] },
      { by: 'brightness', name: 'middling', places: [2] },
      { by: 'brightness', name: 'bright', places: [1] },
      { by: 'annotator', name: 'Ada', places: [0, 2, 3] },
      { by: 'annotator', name: 'Ben', places: [1] },
      { by: 'time', name: '2026-11-01', places: [0, 1, 3] },
      { by: 'time', name: '2026-11-02', places: [2] },
    ])
  })

  it('are months where there would be too many days', () => {
    const days = Array.from({ length: 40 }, (_, day) => facts({ at: Date.UTC(2026, 9, 1 + day) }))
    expect(imageGroups(days).map(({ name, places }) => [name, places.length])).toEqual([
      ['2026-10', 31],
      ['2026-11', 9],
    ])
  })

  it('have the figure of their images alone, the worst first', async () => {
    const truth = [...'aaaaaaaa']
    const metric = accuracyMetric(
      truth.map((label, index) => ({ truth: label, predicted: index < 2 ? 'b' : label })),
      ['a', 'b'],
    )
    const groups = [
      { by: 'source', name: 'good', places: [4, 5, 6, 7] },
      { by: 'source', name: 'mixed', places: [0, 1, 2, 3] },
    ] as const
    const slices = await sliceFigures({ metric, groups, labels: truth.map(() => 1), seed: 1, resamples: 100 })
    expect(slices).toMatchObject([
      { name: 'mixed', value: 0.5, images: 4, labels: 4 },
      { name: 'good', value: 1, low: 1, high: 1 },
    ])
    expect(slices[0]?.low).toBeLessThan(0.5)
  })
})
