import { beforeAll, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { centreLoss } from '#server/ml/tasks/centre-loss.ts'
import { logProbabilities } from '#server/ml/tasks/log-probabilities.ts'

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

it('are the logarithms of the logistic function and of what it leaves', () => {
  const logits = [-3, -0.5, 0, 2]
  const { yes, no } = logProbabilities(engine.tf, engine.tf.tensor1d(logits))
  const probability = (logit: number) => 1 / (1 + Math.exp(-logit))
  const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5))
  expect([...yes.dataSync()]).toEqual(near(logits.map((logit) => Math.log(probability(logit)))))
  expect([...no.dataSync()]).toEqual(near(logits.map((logit) => Math.log(1 - probability(logit)))))
})

it.each([
  ['denies every centre', -40, [1, 0]],
  ['sees centres everywhere', 40, [0, 0]],
])('tell a network where to go that %s and is as sure as can be', (_what, logit, heat) => {
  const { tf } = engine
  const slope = tf.grad((logits) => centreLoss(tf, logits, tf.tensor4d(heat, [1, 1, 2, 1])))(tf.fill([1, 1, 2, 1], logit))
  const [first] = slope.dataSync()
  // Downhill is towards the truth.
  expect(Math.sign(first as number)).toBe(Math.sign(logit))
  expect(Math.abs(first as number)).toBeGreaterThan(0.5)
})
