import { createRandom } from '#shared/random.ts'
import type { LabelledObject } from '../tasks/task.ts'
import { deriveSeed } from './seeds.ts'

/** What is drawn from, per image how often an epoch shows it. */
type SamplingOptions = { repeats: readonly number[]; batchSize: number; seed: number }

/**
 * How often an epoch shows each image, so that rare labels are seen more often: the highest of sqrt(threshold / share of the images with
 * that label) over its labels, at least 1 (repeat factor sampling, Gupta et al. 2019, arXiv 1908.03195, section 5.1).
 */
export function repeatFactors(objects: readonly (readonly LabelledObject[])[], threshold: number): number[] {
  const labelsOf = objects.map((found) => new Set(found.map(({ label }) => label)))
  const images = new Map<number, number>()
  for (const labels of labelsOf) for (const label of labels) images.set(label, (images.get(label) ?? 0) + 1)
  const factor = (label: number) => Math.sqrt((threshold * objects.length) / (images.get(label) ?? 1))
  return labelsOf.map((labels) => Math.max(1, ...Array.from(labels, factor)))
}

/**
 * Which images a step sees: each as often per epoch as it repeats (a fraction by chance), each epoch in an order of its own; batches run on
 * over the end of an epoch.
 */
export function dataOrder({ repeats, batchSize, seed }: SamplingOptions): (step: number) => number[] {
  const length = Math.max(1, Math.round(repeats.reduce((sum, repeat) => sum + repeat, 0)))
  let known: { epoch: number; order: number[] } | null = null
  const orderOf = (epoch: number) => {
    if (known?.epoch !== epoch) known = { epoch, order: drawEpoch(repeats, length, deriveSeed(seed, epoch, 0)) }
    return known.order
  }
  return (step) =>
    Array.from(
      { length: batchSize },
      (_, k) => orderOf(Math.floor((step * batchSize + k) / length))[(step * batchSize + k) % length] as number,
    )
}

/** Evenly spaced marks, at an offset by chance, on the images laid end to end by their repeats; then shuffled. */
function drawEpoch(repeats: readonly number[], length: number, seed: number): number[] {
  const random = createRandom(seed)
  const spacing = repeats.reduce((sum, repeat) => sum + repeat, 0) / length
  let mark = random.next() * spacing
  let end = 0
  const drawn = repeats.flatMap((repeat, image) => {
    end += repeat
    const times: number[] = []
    for (; mark < end; mark += spacing) times.push(image)
    return times
  })
  // The last mark may fall beyond the end by a rounding error.
  while (drawn.length < length) drawn.push(repeats.length - 1)
  return random.shuffled(drawn)
}
