import { createRandom } from '#shared/random.ts'
import type { Tensor, Tensor1D, Tf } from '../engines/tensor.ts'
import type { InitialValue, Network, WeightSpec } from './network.ts'

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** All weights of a network as one vector, in the order of its specs, drawn from the seed. */
export function initialWeights(specs: readonly WeightSpec[], seed: number): Float32Array {
  const random = createRandom(seed)
  const vector = new Float32Array(totalSize(specs))
  forEachWeight(specs, (spec, offset) => fill(vector.subarray(offset, offset + sizeOf(spec.shape)), spec.initial, random.normal))
  return vector
}

/** Running statistics before the first batch, as one vector: per normalised layer its means (0), then its variances (1). */
export function initialStatistics({ statistics }: Network): Float32Array {
  const vector = new Float32Array(statisticsSize(statistics))
  let offset = 0
  for (const { channels } of statistics) {
    vector.fill(1, offset + channels, offset + 2 * channels)
    offset += 2 * channels
  }
  return vector
}

/** The vector [total] as named tensors of their own shapes; differentiable, so that one gradient comes back for all. */
export function splitWeights(tf: Tf, specs: readonly WeightSpec[], vector: Tensor1D): Map<string, Tensor> {
  const sizes = specs.map(({ shape }) => sizeOf(shape))
  const parts = tf.split(vector, sizes)
  return new Map(specs.map(({ name, shape }, index) => [name, tf.reshape(parts[index] as Tensor, shape)]))
}

/** Number of weights in all. */
export function totalSize(specs: readonly WeightSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

/** Calls back with each spec and where its numbers start in the vector. */
export function forEachWeight(specs: readonly WeightSpec[], visit: (spec: WeightSpec, offset: number) => void): void {
  let offset = 0
  for (const spec of specs) {
    visit(spec, offset)
    offset += sizeOf(spec.shape)
  }
}

function statisticsSize(statistics: Network['statistics']): number {
  return statistics.reduce((sum, { channels }) => sum + 2 * channels, 0)
}

function fill(target: Float32Array, initial: InitialValue, normal: () => number): void {
  if ('values' in initial) target.set(initial.values)
  else if ('constant' in initial) target.fill(initial.constant)
  else {
    const deviation = 'fanIn' in initial ? Math.sqrt(2 / initial.fanIn) : initial.deviation
    for (let i = 0; i < target.length; i++) target[i] = normal() * deviation
  }
}
