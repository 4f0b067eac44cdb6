import { beforeAll, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor } from '#server/ml/engines/tensor.ts'
import { detection } from '#server/ml/tasks/detection/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { boxed, boxOf } from '../labelled-objects.ts'

const grid = { width: 16, height: 12 }
const LABELS = ['a', 'b'].map(plainLabel)
const CHANNELS = LABELS.length + 4
const objects: LabelledObject[] = [
  boxed(0, { x: 0.1, y: 0.2, width: 0.25, height: 0.3 }),
  boxed(1, { x: 0.6, y: 0.5, width: 0.3, height: 0.4 }),
]

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

it('reads back from a perfect output the boxes that the targets were made of', async () => {
  const predictions = detection.decode(perfectOutput(objects), grid, LABELS)
  expect(predictions).toHaveLength(objects.length)
  for (const object of objects) {
    const found = predictions.find((prediction) => prediction.label === object.label)
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(found && boxOf(found)?.[side]).toBeCloseTo(boxOf(object)?.[side] as number, 4)
  }
})

it('lets the cells beside a peak have a say in its box, and those that look at something else none', () => {
  const output = new Float32Array(grid.width * grid.height * CHANNELS).fill(-9)
  const cell = (x: number, y: number, logit: number, distances: readonly number[]) =>
    output.set([logit, -9, ...distances.map(Math.log)], (y * grid.width + x) * CHANNELS)
  cell(8, 6, 4, [2.5, 2.5, 2.5, 2.5])
  const alone = boxOf(detection.decode(output, grid, LABELS)[0] as Prediction)
  cell(9, 6, 3.9, [3.5, 2.5, 2.5, 2.5])
  const [found, ...others] = detection.decode(output, grid, LABELS)
  const together = boxOf(found as Prediction)
  expect(others).toEqual([])
  expect(together?.x).toBeCloseTo(alone?.x as number, 6)
  expect((together?.width as number) * grid.width).toBeGreaterThan(5.4)
  expect((together?.width as number) * grid.width).toBeLessThan(5.5)
  cell(9, 6, 3.9, [0.1, 0.1, 0.1, 0.1])
  expect(boxOf(detection.decode(output, grid, LABELS)[0] as Prediction)).toEqual(alone)
})

it('loses less on a perfect output than on one that says nothing', () => {
  const { tf } = engine
  const lossOf = (output: Float32Array) =>
    tf.tidy(() => {
      const targets = detection.targets(tf, [objects], grid, LABELS)
      return detection
        .loss(tf, tf.tensor(output, [1, grid.height, grid.width, CHANNELS]), targets, LABELS)
        .dataSync()[0] as number
    })
  const nothing = new Float32Array(grid.width * grid.height * CHANNELS)
  expect(lossOf(perfectOutput(objects))).toBeLessThan(0.2)
  expect(lossOf(nothing)).toBeGreaterThan(1)
})

it('learns nothing but "no centre here" from an image without objects', () => {
  const { tf } = engine
  tf.tidy(() => {
    const targets = detection.targets(tf, [[]], grid, LABELS)
    for (const target of targets) expect(tf.max(target).dataSync()[0]).toBe(0)
    const silent = tf.fill([1, grid.height, grid.width, CHANNELS], -6)
    const loss = detection.loss(tf, silent, targets, LABELS)
    expect(Number.isFinite(loss.dataSync()[0])).toBe(true)
  })
})

it('scores perfect predictions 1, none 0, and leaves labels without truth out of the mean', () => {
  const perfect = objects.map((object) => ({ ...object, score: 0.9 }))
  const labels = ['a', 'b', 'never seen'].map(plainLabel)
  expect(detection.measure([perfect], [objects], labels)).toEqual({
    metricName: 'mAP50',
    metric: 1,
    perLabel: [
      { label: 'a', value: 1, count: 1 },
      { label: 'b', value: 1, count: 1 },
      { label: 'never seen', value: null, count: 0 },
    ],
  })
  expect(detection.measure([[]], [objects], labels).metric).toBe(0)
})

/** Logits and distances that match the targets exactly. */
function perfectOutput(truth: readonly LabelledObject[]): Float32Array {
  const { tf } = engine
  return tf.tidy(() => {
    const [heat, sides] = detection.targets(tf, [truth], grid, LABELS) as [Tensor, Tensor]
    const logits = tf.sub(tf.mul(tf.cast(tf.greaterEqual(heat, 0.999), 'float32'), 20), 10)
    return tf.concat([logits, sides], 3).dataSync() as Float32Array
  })
}
