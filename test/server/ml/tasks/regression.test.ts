import { beforeAll, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { regression } from '#server/ml/tasks/regression/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { LearnedLabel } from '#shared/decoding/learned-label.ts'

const grid = { width: 1, height: 1 }
const labels = [LearnedLabel.parse({ name: 'cells', value: { mean: 20, deviation: 8 } })]
const number = (value: number): LabelledObject => ({ label: 0, shape: { kind: 'whole' }, value })
let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

const lossOf = (truth: LabelledObject[], output: number[]) =>
  engine.tf.tidy(() => {
    const targets = regression.targets(engine.tf, [truth], grid, labels)
    return regression.loss(engine.tf, engine.tf.tensor2d([output]), targets, labels).dataSync()[0] as number
  })

it('reads a number in its own unit, with the probability that it is within half a standard deviation', () => {
  const [surer] = regression.decode(Float32Array.of(0.5, Math.log(0.25)), grid, labels)
  expect(surer).toMatchObject({ label: 0, value: 24, score: expect.closeTo(0.6827, 4), shape: { kind: 'whole' } })
  const [unsure] = regression.decode(Float32Array.of(0.5, 0), grid, labels)
  expect(unsure?.score).toBeCloseTo(0.3829, 4)
})

it('writes no more digits than the spread of the numbers asks for', () => {
  expect(regression.decode(Float32Array.of(0.123456, 0), grid, labels)[0]?.value).toBe(20.99)
})

it('says whole numbers where it learned from whole ones', () => {
  const counts = [LearnedLabel.parse({ name: 'cells', value: { mean: 20, deviation: 8, whole: true } })]
  expect(regression.decode(Float32Array.of(0.123456, 0), grid, counts)[0]?.value).toBe(21)
})

it('is surest at the truth, and loses by how sure it was where it is off', () => {
  expect(lossOf([number(28)], [1, 0])).toBeLessThan(lossOf([number(28)], [0, 0]))
  expect(lossOf([number(28)], [1, -4])).toBeLessThan(lossOf([number(28)], [1, 0]))
  expect(lossOf([number(28)], [-1, -4])).toBeGreaterThan(lossOf([number(28)], [-1, 0]))
})

it('learns nothing from an image without a number', () => {
  expect(lossOf([], [3, 1])).toBe(0)
})

it('measures the coefficient of determination', () => {
  const said = (value: number) => [{ ...number(value), score: 1 }]
  const truth = [1, 2, 3].map((value) => [number(value)])
  expect(regression.measure([said(1), said(2), said(4)], truth, labels)).toEqual({
    metricName: 'R²',
    metric: 0.5,
    perLabel: [{ label: 'cells', value: 0.5, count: 3 }],
  })
})
