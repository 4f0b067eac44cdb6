import type { WeightSpec } from '../networks/network.ts'
import type { Pass } from '../networks/pass.ts'
import { GRAPH_INPUT, type GraphNode, operationsFor, type PretrainedGraph } from './pretrained-graph.ts'

/** The part of a published network that leads to the given outputs, with its weights to learn on from. */
export type GraphBody = {
  weights: WeightSpec[]
  channels: number[]
  run<Value>(pass: Pass<Value>, images: Value): Value[]
}

/** images [n, h, w, 3] with values 0..255 -> one map per name in `outputs`. */
export function graphBody(graph: PretrainedGraph, outputs: readonly string[]): GraphBody {
  const operations = operationsFor(graph, outputs)
  const weights = operations.flatMap((node) => (node.op === 'convolution' ? weightSpecs(node.name, graph) : []))
  return {
    weights,
    channels: outputs.map((name) => channelsOf(name, operations, graph)),
    run(pass, images) {
      const maps = new Map([[GRAPH_INPUT, images]])
      const map = (name: string) => maps.get(name) as typeof images
      for (const node of operations) maps.set(node.name, execute(pass, node, node.inputs.map(map)))
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

function execute<Value>(pass: Pass<Value>, node: GraphNode, inputs: readonly Value[]): Value {
  const [x, y] = inputs as [Value, Value]
  switch (node.op) {
    case 'convolution':
      return pass.convolve({ ...node, normalized: false }, x)
    case 'add':
      return pass.add(x, y)
    case 'multiply':
      return pass.multiply(x, y)
    case 'relu':
    case 'sigmoid':
    case 'hardSigmoid':
      return pass.activate(x, node.op)
    case 'hardSwish':
      return pass.multiply(x, pass.activate(x, 'hardSigmoid'))
    case 'average':
      return pass.pool(x, 'average')
    case 'double':
      return pass.enlarge(x, 2, 'bilinear')
    case 'concatenate':
      return pass.concatenate(inputs)
  }
}

/** Channels of a named operation: those of the nearest convolution before it; concatenation adds them up. */
function channelsOf(name: string, operations: readonly GraphNode[], graph: PretrainedGraph): number {
  const node = operations.find((operation) => operation.name === name)
  if (!node) throw new Error(`expected an operation named ${name} in the pretrained network`)
  const shape = graph.weights.get(`${name}/filter`)?.shape
  if (node.op === 'convolution') return shape?.[node.depthwise ? 2 : 3] ?? 0
  const before = node.inputs.map((input) => channelsOf(input, operations, graph))
  return node.op === 'concatenate' ? before.reduce((sum, channels) => sum + channels, 0) : Math.max(...before)
}
