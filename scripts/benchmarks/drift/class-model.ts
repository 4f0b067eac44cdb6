import { cholesky, type SquareMatrix, solveLower, solveUpper } from '#server/cholesky.ts'
import type { Observation } from '#server/monitoring/observation.ts'
import type { Seen } from './observed-images.ts'

/** Added to every variance, as a part of their mean: a few images a class do not tell how they vary in 128 ways. */
const RIDGE = 0.3

/**
 * What a model that learned from these images says of one: the likeliest class and how likely it is, by linear discriminants on the vectors
 * (Fisher 1936; regularised: Friedman 1989). Stands for a champion, which is better: it learns its own features.
 */
export function modelOf(learned: readonly Seen[], count: number): (image: Seen) => Observation {
  const size = learned[0]?.vector?.length ?? 0
  const middle = meanOf(learned, size)
  const classes = Array.from({ length: count }, (_, label) => learned.filter((image) => image.label === label))
  const means = classes.map((own) => (own.length > 0 ? meanOf(own, size) : middle))
  const spread = withinClasses(learned, means, size)
  const slopes = means.map((mean) => solveUpper(spread, solveLower(spread, difference(mean, middle))))
  const biases = slopes.map((slope, label) => -dot(slope, difference(means[label] as Float64Array, middle)) / 2)
  return (image) => {
    const place = difference(Float64Array.from(image.vector ?? middle), middle)
    const said = slopes.map((slope, label) =>
      (classes[label]?.length ?? 0) > 0 ? dot(slope, place) + (biases[label] as number) : Number.NEGATIVE_INFINITY,
    )
    const most = Math.max(...said)
    const score = 1 / said.reduce((sum, one) => sum + Math.exp(one - most), 0)
    return { ...image, numbers: { score }, mixes: { suggestedMix: new Map([[String(said.indexOf(most)), 1]]) } }
  }
}

/** Cholesky's factor of how images of a class lie about its mean. */
function withinClasses(learned: readonly Seen[], means: readonly Float64Array[], size: number): SquareMatrix {
  const values = new Float64Array(size * size)
  for (const { vector, label } of learned) {
    const off = difference(Float64Array.from(vector ?? []), means[label ?? 0] as Float64Array)
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        values[i * size + j] = (values[i * size + j] as number) + ((off[i] as number) * (off[j] as number)) / learned.length
  }
  let trace = 0
  for (let at = 0; at < size; at++) trace += values[at * size + at] as number
  const ridge = (RIDGE * trace) / size
  for (let at = 0; at < size; at++) values[at * size + at] = (values[at * size + at] as number) + ridge
  const factor = cholesky({ size, values })
  if (!factor) throw new Error('Expected images that vary')
  return factor
}

function meanOf(images: readonly Seen[], size: number): Float64Array {
  const sum = new Float64Array(size)
  for (const { vector } of images)
    for (let at = 0; at < size; at++) sum[at] = (sum[at] as number) + (vector?.[at] ?? 0) / images.length
  return sum
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - (b[at] as number))
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0)
