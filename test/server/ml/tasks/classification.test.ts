import { beforeAll, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor } from '#server/ml/engines/tensor.ts'
import { classification } from '#server/ml/tasks/classification/index.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { whole } from '../labelled-objects.ts'

const grid = { width: 1, height: 1 }
const labels = ['a', 'b'].map(plainLabel)
let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

it('gives every label a probability, best first, that sum to 1', () => {
  const predictions = classification.decode(Float32Array.of(0, 3, 1), grid, ['a', 'b', 'c'].map(plainLabel))
  expect(predictions.map(({ label }) => label)).toEqual([1, 2, 0])
  expect(predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1)
  expect(predictions[0]?.shape).toEqual({ kind: 'whole' })
})

it('loses less the surer the right label is', () => {
  const { tf } = engine
  const lossOf = (logits: number[]) =>
    tf.tidy(() => {
      const targets = classification.targets(tf, [[whole(1)]], grid, labels)
      return classification.loss(tf, tf.tensor2d([logits]), targets, labels).dataSync()[0] as number
    })
  expect(lossOf([0, 2])).toBeLessThan(lossOf([0, 0]))
  expect(lossOf([0, 0])).toBeLessThan(lossOf([2, 0]))
})

it('teaches two images in one by the share of each, and one image by the first of its labels', () => {
  const { tf } = engine
  const rowOf = (objects: Parameters<typeof classification.targets>[1][number]) =>
    tf.tidy(() => [...(classification.targets(tf, [objects], grid, labels)[0] as Tensor).dataSync()])
  const mixed = rowOf([
    { ...whole(0), weight: 0.7 },
    { ...whole(1), weight: 0.3 },
  ])
  expect(mixed).toEqual([expect.closeTo(0.68), expect.closeTo(0.32)])
  expect(rowOf([whole(1), whole(0)])).toEqual([expect.closeTo(0.05), expect.closeTo(0.95)])
})

it('measures accuracy and F1 per label', () => {
  const said = (label: number) => [{ ...whole(label), score: 1 }]
  const truth = [0, 0, 1, 1].map((label) => [whole(label)])
  expect(classification.measure([said(0), said(1), said(1), said(1)], truth, labels)).toEqual({
    metricName: 'accuracy',
    metric: 0.75,
    perLabel: [
      { label: 'a', value: 2 / 3, count: 2 },
      { label: 'b', value: 0.8, count: 2 },
    ],
  })
})
