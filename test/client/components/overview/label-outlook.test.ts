import { describe, expect, test } from 'vitest'
import { labelOutlooks, labelTips } from '../../../../client/components/overview/label-outlook.ts'

/** Models that learned from twice the examples each; what each label reached, model by model. */
const learningOf = (metrics: Record<string, readonly number[]>) =>
  Array.from({ length: 5 }, (_, place) => ({
    version: place + 1,
    labels: 200 * 2 ** place,
    metric: 0.8,
    promoted: true,
    createdAt: place,
    perLabel: Object.entries(metrics).map(([label, all]) => ({ label, examples: 20 * 2 ** place, metric: all[place] ?? null })),
  }))
const learning = learningOf({
  rises: [0.3, 0.45, 0.56, 0.64, 0.7],
  level: [0.9, 0.901, 0.9, 0.9, 0.901],
  new: [],
})
const need = (label: string, of: Partial<{ suspects: number; mistaken: number; alone: number | null }>) => ({
  label,
  suspects: 0,
  mistaken: 0,
  alone: null,
  ...of,
})

describe('what more of a label is worth', () => {
  test('is forecast from what models reached with its own examples, the worst labels first', () => {
    const [rises, level, ...others] = labelOutlooks(learning)
    expect(others).toEqual([])
    expect(rises).toMatchObject({ label: 'rises', more: 160, next: { labels: 480 } })
    expect(rises && rises.next.expected - rises.now).toBeGreaterThan(0.01)
    expect(level?.label).toBe('level')
    expect(level && level.next.expected - level.now).toBeLessThan(0.005)
  })

  test('is unknown with two models', () => {
    expect(labelOutlooks(learning.slice(0, 2))).toEqual([])
  })
})

describe('tips', () => {
  test('say which label to label more of, and what that should bring', () => {
    const [tip, ...others] = labelTips({ learning, needs: [] })
    expect(others).toEqual([])
    expect(tip).toMatchObject({ kind: 'label', label: 'rises', act: 'Label more of rises.' })
    expect(tip?.reason).toMatch(
      /^160 examples more should bring it from 0\.\d\d to 0\.\d\d \(0\.\d\d to 0\.\d\d\): no label gains more\.$/,
    )
  })

  test('say whose labels to look over, and what to collect elsewhere, with the reason', () => {
    const needs = [
      need('level', { suspects: 7 }),
      need('rises', { suspects: 3, mistaken: 12, alone: 9 }),
      need('new', { mistaken: 30, alone: 10 }),
    ]
    const tips = labelTips({ learning, needs })
    expect(tips.map(({ kind, label }) => [kind, label])).toEqual([
      ['fix', 'level'],
      ['collect', 'rises'],
    ])
    expect(tips[0]?.reason).toBe('7 labels of the test split are likely wrong, and they decide which model is better.')
    expect(tips[1]?.reason).toBe('9 of the 12 test images where it goes wrong look like no image that waits to be labelled.')
  })

  test('are none where little speaks for any', () => {
    const needs = [need('level', { suspects: 2, mistaken: 4, alone: 4 })]
    expect(labelTips({ learning: learningOf({ level: [0.9, 0.901, 0.9, 0.9, 0.901] }), needs })).toEqual([])
  })
})
