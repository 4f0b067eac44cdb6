import { architectureById } from '../architectures/index.ts'
import type { NamedArray } from '../networks/fold-normalization.ts'
import type { Network } from '../networks/network.ts'
import { forEachWeight, initialStatistics, totalSize } from '../networks/weights.ts'
import { tasks } from '../tasks/index.ts'
import type { Model } from './model-file.ts'

/** A network with the numbers it has learned. */
export type LearnedNetwork = { network: Network; weights: Float32Array; statistics: Float32Array }

/** Builds the network of a saved model and fills it with the model's numbers. */
export function networkOfModel({ description, weights: arrays }: Model): LearnedNetwork {
  const byName = new Map(arrays.map((array) => [array.name, array]))
  const { graph: nodes, use } = description
  const graph = nodes ? { nodes, weights: byName, ...(use && { use }) } : null
  const bias = tasks[description.task].outputBias(description.labels)
  const network = architectureById(description.architecture).build({ output: { bias }, graph })
  const weights = new Float32Array(totalSize(network.weights))
  forEachWeight(network.weights, ({ name }, offset) => weights.set(valuesOf(byName, name), offset))
  return { network, weights, statistics: joinStatistics(network, byName) }
}

/** The numbers of a network by name: weights, then mean and variance of every normalised layer. */
export function arraysOfNetwork({ network, weights, statistics }: LearnedNetwork): NamedArray[] {
  const arrays: NamedArray[] = []
  forEachWeight(network.weights, ({ name, shape }, offset) => {
    arrays.push({ name, shape, values: weights.subarray(offset, offset + shape.reduce((product, size) => product * size, 1)) })
  })
  forEachStatistic(network, (name, channels, offset) => {
    arrays.push({ name, shape: [channels], values: statistics.subarray(offset, offset + channels) })
  })
  return arrays
}

function joinStatistics(network: Network, byName: ReadonlyMap<string, NamedArray>): Float32Array {
  const statistics = initialStatistics(network)
  forEachStatistic(network, (name, _channels, offset) => statistics.set(valuesOf(byName, name), offset))
  return statistics
}

function forEachStatistic({ statistics }: Network, visit: (name: string, channels: number, offset: number) => void): void {
  let offset = 0
  for (const { name, channels } of statistics) {
    visit(`${name}/mean`, channels, offset)
    visit(`${name}/variance`, channels, offset + channels)
    offset += 2 * channels
  }
}

function valuesOf(byName: ReadonlyMap<string, NamedArray>, name: string): Float32Array {
  const found = byName.get(name)
  if (!found) throw new Error(`expected an array named ${name} in the model`)
  return found.values
}
