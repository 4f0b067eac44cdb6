import { expect, test } from 'vitest'
import { averageClasses, learnPool, type Probabilities, poolClasses } from '#server/ml/ensembles/pool-classes.ts'
import { createRandom, type Random } from '#shared/random.ts'

const CLASSES = 3

/** A model's probabilities for a truth: the surer the stronger it is; strength 0 is noise. */
function voice(label: number, strength: number, random: Random): Probabilities {
  const scores = Array.from({ length: CLASSES }, (_, place) => random.normal() + (place === label ? strength : 0))
  const powers = scores.map(Math.exp)
  return powers.map((power) => power / powers.reduce((sum, other) => sum + other, 0))
}

function imagesOf(count: number, strengths: readonly number[], seed: number) {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const label = random.integer(CLASSES)
    return { label, voices: strengths.map((strength) => voice(label, strength, random)) }
  })
}

const logLoss = (images: ReturnType<typeof imagesOf>, pooled: (voices: readonly Probabilities[]) => readonly number[]) =>
  images.reduce((sum, { voices, label }) => sum - Math.log(Math.max(1e-12, pooled(voices)[label] ?? 0)), 0) / images.length

test('the average of two models’ probabilities is their mean', () => {
  expect(
    averageClasses([
      [0.2, 0.8],
      [0.6, 0.4],
    ]),
  ).toEqual([0.4, expect.closeTo(0.6)])
})

test.each([1, 2, 3, 4, 5])(
  'a pool learned on some images is better than the average on others, where models differ (seed %s)',
  (seed) => {
    const strengths = [2.5, 1, 0]
    const pool = learnPool(imagesOf(200, strengths, seed), 3, CLASSES)
    const others = imagesOf(1_000, strengths, 100 + seed)
    expect(logLoss(others, (voices) => poolClasses(pool, voices))).toBeLessThan(logLoss(others, averageClasses))
    const [strong = 0, weak = 0, noise = 0] = pool.weights
    expect(strong).toBeGreaterThan(weak)
    expect(weak).toBeGreaterThan(noise)
    expect(Math.abs(noise)).toBeLessThan(0.25)
  },
)

test('a pool stands where its likelihood is highest: no step in any direction betters it', () => {
  const images = imagesOf(80, [1.5, 0.7], 9)
  const pool = learnPool(images, 2, CLASSES)
  const penalised = (weights: number[], biases: number[]) =>
    images.length * logLoss(images, (voices) => poolClasses({ weights, biases }, voices)) +
    2.5 * [...weights.map((weight) => weight - 1 / 2), ...biases].reduce((sum, value) => sum + value ** 2, 0)
  const top = penalised([...pool.weights], [...pool.biases])
  const nudged = (values: readonly number[], place: number, by: number) =>
    values.map((value, other) => (other === place ? value + by : value))
  for (const by of [-0.01, 0.01]) {
    for (const place of pool.weights.keys())
      expect(penalised(nudged(pool.weights, place, by), [...pool.biases])).toBeGreaterThan(top)
    for (const place of pool.biases.keys())
      expect(penalised([...pool.weights], nudged(pool.biases, place, by))).toBeGreaterThan(top)
  }
})

test('with one image hardly anything is learned: equal weights, no biases worth a word', () => {
  const pool = learnPool(imagesOf(1, [1, 1], 4), 2, CLASSES)
  for (const weight of pool.weights) expect(weight).toBeCloseTo(0.5, 0)
  for (const bias of pool.biases) expect(Math.abs(bias)).toBeLessThan(0.25)
})
