import { expect, it } from 'vitest'
import { named } from '#shared/decoding/named.ts'

it('says labels by the names that they have in the project, and nothing of those that it has not', () => {
  const found = [0, 1, 2].map((label) => ({ label, score: 0.9, shape: { kind: 'whole' } as const, value: null }))
  expect(named('classification', ['cat', ''], found)).toEqual([{ ...found[0], label: 'cat' }])
})

it('leaves out outlines of which nothing valid is left', () => {
  const flat = { kind: 'polygon', ring: [1, 1, 1.001, 1, 1, 1.001], holes: [] } as const
  const sound = { kind: 'polygon', ring: [0, 0, 10, 0, 10, 10.123456], holes: [] } as const
  const found = [flat, sound].map((shape) => ({
    label: 0,
    score: 0.9,
    shape: { ...shape, ring: [...shape.ring], holes: [] },
    value: null,
  }))
  expect(named('segmentation', ['cell'], found).map(({ shape }) => shape)).toEqual([
    { kind: 'polygon', ring: [0, 0, 10, 0, 10, 10.12], holes: [] },
  ])
})
