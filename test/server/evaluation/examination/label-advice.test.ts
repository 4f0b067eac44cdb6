import { describe, expect, it } from 'vitest'
import { adviseLabels } from '#server/evaluation/examination/label-advice.ts'
import { placedCases } from '#server/evaluation/examination/placed-cases.ts'
import { fromHalf, measured, overlap } from './measured.ts'

const found = (label: string, column: number, size: number) => {
  const place = [column * 45, 10, size, size] as const
  return { truth: [label, place] as const, prediction: [label, 0.9, place] as const }
}
const cases = (images: readonly ReturnType<typeof measured>[]) => placedCases(images, overlap, fromHalf)
const noPast = () => []

describe('the advice on a label', () => {
  const platelets = [30, 32, 34, 36, 38, 40].map((size, index) => found('Platelets', index % 4, size))
  const small = [8, 9, 10].map((size, index) => found('Platelets', index, size))
  const images = [
    ...platelets.map(({ truth, prediction }) => measured({ truth: [truth], predictions: [prediction] })),
    ...small.map(({ truth }) => measured({ truth: [truth] })),
  ]

  it('says that most misses are small ones', () => {
    const [advice] = adviseLabels({ cases: cases(images), labels: ['Platelets'], examplesOf: () => 41, pastOf: noPast })
    expect(advice).toEqual({
      label: 'Platelets',
      examples: 41,
      there: 9,
      found: 6,
      mistake: 'miss',
      times: 3,
      detail: 'small',
      detailTimes: 3,
      suspects: 0,
      more: null,
    })
  })

  it('names what a label is taken for', () => {
    const place = [10, 10, 40, 40] as const
    const confused = [1, 2, 3].map(() => measured({ truth: [['cat', place]], predictions: [['dog', 0.8, place]] }))
    expect(adviseLabels({ cases: cases(confused), labels: ['cat'], examplesOf: () => 5, pastOf: noPast })[0]).toMatchObject({
      mistake: 'confusion',
      times: 3,
      detail: 'dog',
      detailTimes: 3,
    })
  })

  it('asks for more examples of the label that gained most by examples so far, and of no other', () => {
    const past: Record<string, number[]> = { steep: [0.3, 0.5, 0.65], flat: [0.6, 0.62, 0.63], none: [0.4, 0.39, 0.38] }
    const advice = adviseLabels({
      cases: [],
      labels: Object.keys(past),
      examplesOf: () => 80,
      pastOf: (label) => (past[label] ?? []).map((value, index) => ({ examples: [20, 40, 80][index] as number, value })),
    })
    expect(advice.map(({ label, more }) => [label, more])).toEqual([
      ['steep', 40],
      ['flat', null],
      ['none', null],
    ])
  })

  it('is not given on a label that is nowhere', () => {
    expect(adviseLabels({ cases: [], labels: ['ghost'], examplesOf: () => 0, pastOf: noPast })).toEqual([])
  })
})
