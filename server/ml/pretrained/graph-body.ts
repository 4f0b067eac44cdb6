import type { WeightSpec } from '../networks/network.ts'
import type { Pass } from '../networks/pass.ts'
import { IMAGE_CHANNELS } from '../networks/recording-pass.ts'
import { GRAPH_INPUT, type GraphNode, operationsFor, type PretrainedGraph } from './pretrained-graph.ts'
import { runNode } from './run-node.ts'

/** The part of a published network that leads to the given outputs, with its weights to learn on from. */
export type GraphBody = {
  weights: WeightSpec[]
  channels: number[]
  run<Value>(pass: Pass<Value>, images: Value): Value[]
}

/** images [n, h, w, 3], as the network wants them -> one map per name in `outputs`. */
export function graphBody(graph: PretrainedGraph, outputs: readonly string[]): GraphBody {
  const operations = operationsFor(graph, outputs)
  const channels = channelsByName(operations, graph)
  const weights = operations.flatMap((node) => (node.op === 'convolution' ? weightSpecs(node.name, graph) : []))
  return {
    weights,
    channels: outputs.map((name) => channels.get(name) ?? 0),
    run(pass, images) {
      const maps = new Map([[GRAPH_INPUT, images]])
      const map = (name: string) => maps.get(name) as typeof images
      for (const node of operations) maps.set(node.name, runNode(pass, node, node.inputs.map(map)))
      return outputs.map(map)
    },
  }
}

function weightSpecs(name: string, graph: PretrainedGraph): WeightSpec[] {
  return [`${name}/filter`, `${name}/bias`].map((weight) => {
    const array = graph.weights.get(weight)
    if (!array) throw new Error(`expected a weight named ${weight} in the pretrained network`)
    return { name: weight, shape: array.shape, initial: { values: array.values }, part: 'body' }
  })
}

/** Channels by name: those of the nearest convolution before; concatenation adds them up. */
function channelsByName(operations: readonly GraphNode[], graph: PretrainedGraph): Map<string, number> {
  const channels = new Map([[GRAPH_INPUT, IMAGE_CHANNELS]])
  for (const node of operations) {
    const shape = graph.weights.get(`${node.name}/filter`)?.shape
    const before = node.inputs.map((input) => channels.get(input) ?? 0)
    if (node.op === 'convolution') channels.set(node.name, shape?.[node.depthwise ? 2 : 3] ?? 0)
    else channels.set(node.name, node.op === 'concatenate' ? before.reduce((sum, each) => sum + each, 0) : Math.max(...before))
  }
  return channels
}
