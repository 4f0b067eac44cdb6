/** Below this a probability counts as this: a model that rules a class out must not rule it out for all. */
const LEAST_PROBABILITY = 1e-6
/** Strength of the pull towards the plain average, in images: with fewer than this many little is learned. */
const PRIOR_IMAGES = 5
const MOST_STEPS = 500
const FIRST_RATE = 1
const ENOUGH_GRADIENT = 1e-7

/** Probabilities of one image's classes, in the order of the labels. */
export type Probabilities = readonly number[]

/** How far each model is trusted, and what each class starts from. */
export interface Pool {
  /** One per model. */
  readonly weights: readonly number[]
  /** One per class. */
  readonly biases: readonly number[]
}

/** The mean of what several models say of an image. */
export function averageClasses(voices: readonly Probabilities[]): number[] {
  const [first = []] = voices
  return first.map((_, place) => voices.reduce((sum, voice) => sum + (voice[place] ?? 0), 0) / voices.length)
}

/** What a pool makes of several models' probabilities: softmax of the weighted sum of their logarithms and the biases. */
export function poolClasses({ weights, biases }: Pool, voices: readonly Probabilities[]): number[] {
  const scores = biases.map((bias, place) =>
    weights.reduce((sum, weight, model) => sum + weight * logOf(voices[model]?.[place]), bias),
  )
  return softmax(scores)
}

/**
 * A logistic meta-learner (stacking: Wolpert 1992; logarithmic opinion pool: Genest and Zidek 1986): one weight per model and one bias
 * per class, which maximise the likelihood of the labels of the validation images, drawn towards equal weights where those are few. So
 * few numbers that a handful of images can set them. The likelihood is concave: steps uphill, halved whenever they overshoot, find its top.
 */
export function learnPool(
  images: readonly { voices: readonly Probabilities[]; label: number }[],
  models: number,
  classes: number,
): Pool {
  const equal = 1 / models
  let pool: Pool = { weights: Array(models).fill(equal), biases: Array(classes).fill(0) }
  if (images.length === 0) return pool
  let loss = lossOf(pool, images, equal)
  let rate = FIRST_RATE
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = gradientOf(pool, images, equal)
    if (Math.hypot(...gradient.weights, ...gradient.biases) < ENOUGH_GRADIENT) break
    const next = moved(pool, gradient, -rate)
    const reached = lossOf(next, images, equal)
    if (reached > loss) {
      rate /= 2
      continue
    }
    pool = next
    loss = reached
    rate *= 1.2
  }
  return pool
}

type Images = Parameters<typeof learnPool>[0]

// Mean negative log-likelihood, with the pull towards equal weights and no biases.
function lossOf(pool: Pool, images: Images, equal: number): number {
  const unlikely = images.reduce((sum, { voices, label }) => sum - logOf(poolClasses(pool, voices)[label]), 0)
  const far = [...pool.weights.map((weight) => weight - equal), ...pool.biases].reduce((sum, value) => sum + value ** 2, 0)
  return (unlikely + (PRIOR_IMAGES / 2) * far) / images.length
}

function gradientOf(pool: Pool, images: Images, equal: number): Pool {
  const weights = pool.weights.map((weight) => PRIOR_IMAGES * (weight - equal))
  const biases = pool.biases.map((bias) => PRIOR_IMAGES * bias)
  for (const { voices, label } of images) {
    poolClasses(pool, voices).forEach((probability, place) => {
      const excess = probability - (place === label ? 1 : 0)
      biases[place] = (biases[place] ?? 0) + excess
      voices.forEach((voice, model) => {
        weights[model] = (weights[model] ?? 0) + excess * logOf(voice[place])
      })
    })
  }
  const mean = (value: number) => value / images.length
  return { weights: weights.map(mean), biases: biases.map(mean) }
}

function moved(pool: Pool, by: Pool, factor: number): Pool {
  return {
    weights: pool.weights.map((weight, model) => weight + factor * (by.weights[model] ?? 0)),
    biases: pool.biases.map((bias, place) => bias + factor * (by.biases[place] ?? 0)),
  }
}

const logOf = (probability: number | undefined): number => Math.log(Math.max(LEAST_PROBABILITY, probability ?? 0))

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - most))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
