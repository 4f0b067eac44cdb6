import { beforeAll, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { multilabel } from '#server/ml/tasks/multilabel/index.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { whole } from '../labelled-objects.ts'

const grid = { width: 1, height: 1 }
const labels = ['a', 'b', 'c'].map(plainLabel)
let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

const lossOf = (present: number[], logits: number[]) =>
  engine.tf.tidy(() => {
    const targets = multilabel.targets(engine.tf, [present.map(whole)], grid, labels)
    return multilabel.loss(engine.tf, engine.tf.tensor2d([logits]), targets, labels).dataSync()[0] as number
  })

it('gives every label a score of its own, best first', () => {
  const predictions = multilabel.decode(Float32Array.of(0, 3, -3), grid, labels)
  expect(predictions.map(({ label }) => label)).toEqual([1, 0, 2])
  expect(predictions.map(({ score }) => score)).toEqual([0.9526, 0.5, 0.0474].map((score) => expect.closeTo(score, 4)))
})

it('takes several labels of one image for true', () => {
  expect(lossOf([0, 2], [4, -4, 4])).toBeLessThan(lossOf([0, 2], [4, -4, -4]))
  expect(lossOf([], [-4, -4, -4])).toBeLessThan(lossOf([], [4, -4, -4]))
})

it('loses nothing on an absent label that is surely absent, and the more the surer it is claimed', () => {
  const present = lossOf([0], [4, -9, -9])
  expect(lossOf([0], [4, -4, -9])).toBeCloseTo(present, 6)
  expect(lossOf([0], [4, 1, -9])).toBeGreaterThan(lossOf([0], [4, 0, -9]))
})

it('measures the mean of the labels’ average precisions; equal scores do not flatter', () => {
  const said = (scores: number[]) => scores.map((score, label) => ({ ...whole(label), score }))
  const predictions = [said([0.9, 0.5, 0]), said([0.8, 0.5, 0]), said([0.7, 0.5, 0])]
  const truth = [[whole(0)], [whole(1)], [whole(0)]]
  expect(multilabel.measure(predictions, truth, labels)).toEqual({
    metricName: 'mAP',
    metric: expect.closeTo(((1 + 2 / 3) / 2 + 1 / 3) / 2, 12),
    perLabel: [
      { label: 'a', value: expect.closeTo((1 + 2 / 3) / 2, 12), count: 2 },
      { label: 'b', value: expect.closeTo(1 / 3, 12), count: 1 },
      { label: 'c', value: null, count: 0 },
    ],
  })
})
