import { expect, test } from 'vitest'
import { fusions } from '#server/ml/ensembles/index.ts'
import type { Voice } from '#server/ml/ensembles/task-fusion.ts'
import { FUSED_TASKS } from '#shared/domain/ensemble.ts'

const LABELS = ['cat', 'dog']
const whole = { kind: 'whole' } as const

const said = (...scores: readonly (readonly [label: string, score: number, value?: number])[]): Voice =>
  scores.map(([label, score, value = null as number | null]) => ({ label, score, shape: whole, value }))
const boxAt = (x: number, score: number): Voice => [
  { label: 'cat', score, shape: { kind: 'box', x, y: 10, width: 40, height: 40 }, value: null },
]

test.each(FUSED_TASKS)('%s: nothing comes of models that say nothing', (task) => {
  const { learn, fuse } = fusions[task]
  expect(fuse([[], []], learn([], [0.5, 0.5], LABELS), LABELS)).toEqual([])
})

test.each(FUSED_TASKS)('%s: without a figure above nothing, all are trusted alike', (task) => {
  const { weights } = fusions[task].learn([], [null, null, null], LABELS)
  for (const weight of weights) expect(weight).toBeCloseTo(1 / 3)
})

test('the box of two models lies nearer to that of the one with the better figure', () => {
  const { learn, fuse } = fusions.detection
  const pool = learn([], [0.9, 0.3], LABELS)
  expect(pool.weights).toEqual([expect.closeTo(0.75), expect.closeTo(0.25)])
  const [fused] = fuse([boxAt(0, 0.8), boxAt(8, 0.8)], pool, LABELS)
  expect(fused?.shape).toMatchObject({ x: expect.closeTo(2), width: expect.closeTo(40) })
  expect(fused?.score).toBeCloseTo(0.8)
})

test('a detector that found nothing right is not heard', () => {
  const { learn, fuse } = fusions.detection
  expect(fuse([boxAt(0, 0.8), boxAt(200, 0.9)], learn([], [0.5, 0], LABELS), LABELS)).toMatchObject([{ shape: { x: 0 } }])
})

test('tags are the means of their probabilities by the models’ figures', () => {
  const { learn, fuse } = fusions.multilabel
  const fused = fuse([said(['cat', 0.9], ['dog', 0.1]), said(['cat', 0.1], ['dog', 0.1])], learn([], [0.6, 0.2], LABELS), LABELS)
  expect(fused).toEqual([
    { label: 'cat', score: expect.closeTo(0.7), shape: whole, value: null },
    { label: 'dog', score: expect.closeTo(0.1), shape: whole, value: null },
  ])
})

test('numbers are trusted by one over their squared error', () => {
  const { learn, fuse } = fusions.regression
  // Errors of a tenth and of four tenths of the variance.
  const pool = learn([], [0.9, 0.6], LABELS)
  expect(pool.weights).toEqual([expect.closeTo(0.8), expect.closeTo(0.2)])
  const [cat, dog] = fuse([said(['cat', 0.9, 10.0], ['dog', 0.5, 3.25]), said(['cat', 0.4, 12.5])], pool, LABELS)
  expect(cat).toMatchObject({ label: 'cat', score: expect.closeTo(0.8), value: 10.5 })
  expect(dog).toMatchObject({ label: 'dog', score: 0.5, value: 3.25 })
})

test('counts stay whole', () => {
  const { learn, fuse } = fusions.regression
  const [fused] = fuse([said(['cat', 0.5, 7]), said(['cat', 0.5, 8])], learn([], [0.9, 0.6], LABELS), LABELS)
  expect(fused?.value).toBe(7)
})

test('classes go by the pool that was learned: who is right more often decides', () => {
  const { learn, fuse } = fusions.classification
  const sure = (label: string) => said([label, 0.8], [label === 'cat' ? 'dog' : 'cat', 0.2])
  const images = Array.from({ length: 60 }, (_, index) => {
    const truth = index % 2 === 0 ? 'cat' : 'dog'
    const wrong = truth === 'cat' ? 'dog' : 'cat'
    // The first is wrong on every tenth image, the second on every second one.
    return { truth: [{ label: truth }], voices: [sure(index % 10 === 3 ? wrong : truth), sure(index % 4 < 2 ? wrong : truth)] }
  })
  const pool = learn(images, [0.9, 0.5], LABELS)
  const fused = fuse([sure('cat'), sure('dog')], pool, LABELS)
  expect(fused.map(({ label }) => label)).toEqual(['cat', 'dog'])
  expect(fused.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1)
})

test('what labels that were merged since say of an image counts as one', () => {
  const merged = said(['cat', 0.3], ['dog', 0.4], ['cat', 0.3])
  const { classification, multilabel } = fusions
  const [best] = classification.fuse([merged, merged], classification.learn([], [1, 1], LABELS), LABELS)
  expect(best).toMatchObject({ label: 'cat', score: expect.closeTo(0.6) })
  const tags = multilabel.fuse([merged, merged], multilabel.learn([], [1, 1], LABELS), LABELS)
  expect(tags).toMatchObject([{ label: 'dog' }, { label: 'cat', score: expect.closeTo(0.3) }])
})
