import type { Tensor4D } from '../engines/tensor.ts'
import type { WeightSpec } from '../networks/network.ts'
import type { Pass } from '../networks/pass.ts'
import { GRAPH_INPUT, type GraphNode, operationsFor, type PretrainedGraph } from './pretrained-graph.ts'

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3
const HARD_SHIFT = 3
const HARD_SLOPE = 1 / 6

/** The part of a published network that leads to the given outputs, with its weights to learn on from. */
export type GraphBody = { weights: WeightSpec[]; channels: number[]; run(pass: Pass, images: Tensor4D): Tensor4D[] }

/** images [n, h, w, 3] with values 0..255 -> one map per name in `outputs`. */
export function graphBody(graph: PretrainedGraph, outputs: readonly string[]): GraphBody {
  const operations = operationsFor(graph, outputs)
  const weights = operations.flatMap((node) => (node.op === 'convolution' ? weightSpecs(node.name, graph) : []))
  return {
    weights,
    channels: outputs.map((name) => channelsOf(name, operations, graph)),
    run(pass, images) {
      const maps = new Map([[GRAPH_INPUT, images]])
      const map = (name: string) => maps.get(name) as Tensor4D
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

function execute(pass: Pass, node: GraphNode, inputs: Tensor4D[]): Tensor4D {
  const { tf } = pass
  const [x, y] = inputs as [Tensor4D, Tensor4D]
  switch (node.op) {
    case 'convolution':
      return pass.convolve({ ...node, normalized: false }, x)
    case 'add':
      return tf.add(x, y)
    case 'multiply':
      return tf.mul(x, y)
    case 'relu':
      return pass.rectify(x, 'relu')
    case 'sigmoid':
      return tf.sigmoid(x)
    case 'hardSwish':
      return tf.mul(x, hardSigmoid(pass, x))
    case 'hardSigmoid':
      return hardSigmoid(pass, x)
    case 'average':
      return tf.mean(x, PIXEL_AXES, true)
    case 'double':
      return tf.image.resizeBilinear(x, [x.shape[1] * 2, x.shape[2] * 2])
    case 'concatenate':
      return tf.concat(inputs, CHANNEL_AXIS)
  }
}

function hardSigmoid({ tf, rectify }: Pass, x: Tensor4D): Tensor4D {
  return tf.mul(rectify(tf.add(x, HARD_SHIFT), 'relu6'), HARD_SLOPE)
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
