import type { NamedArray } from '../networks/fold-normalization.ts'
import type { GraphNode, PretrainedGraph } from './pretrained-graph.ts'

/** A node as published: a TensorFlow operation with base64 attributes. */
export type PublishedNode = {
  name: string
  op: string
  input?: string[]
  attr?: { strides?: { list: { i: string[] } }; padding?: { s: string }; fused_ops?: { list: { s?: string[] } } }
}

type Found = { node: GraphNode; weights: NamedArray[] }

const simpleOperations = {
  Add: 'add',
  Mul: 'multiply',
  Relu: 'relu',
  Sigmoid: 'sigmoid',
  Mean: 'average',
  ResizeBilinear: 'double',
  ConcatV2: 'concatenate',
} as const

/**
 * Published nodes and constants -> the body's operations. Hard swish and hard sigmoid (Howard et al. 2019) come as four and three
 * nodes and become one; every convolution gets a bias, zero where there was none. Nodes of other kinds (the published decoding) are dropped.
 */
export function simplifyGraph(published: readonly PublishedNode[], constants: ReadonlyMap<string, NamedArray>): PretrainedGraph {
  const byName = new Map(published.map((node) => [node.name, node]))
  const found = published.flatMap((node) => simplify(node, byName, constants) ?? [])
  return {
    nodes: found.map(({ node }) => node),
    weights: new Map(found.flatMap(({ weights }) => weights.map((array) => [array.name, array]))),
  }
}

function simplify(
  node: PublishedNode,
  byName: ReadonlyMap<string, PublishedNode>,
  constants: ReadonlyMap<string, NamedArray>,
): Found | null {
  if (/Conv2D|DepthwiseConv2d/.test(node.op)) return convolution(node, constants)
  const activation = hardActivation(node.name)
  if (activation)
    return {
      node: { ...activation, name: node.name, inputs: [activationInput(activation.prefix, byName, constants)] },
      weights: [],
    }
  const op = simpleOperations[node.op as keyof typeof simpleOperations]
  if (!op) return null
  const inputs = (node.input ?? []).filter((name) => byName.get(name)?.op !== 'Const')
  return { node: { op, name: node.name, inputs: op === 'double' ? inputs.slice(0, 1) : inputs }, weights: [] }
}

/** The last node of a hard swish or hard sigmoid, and the prefix that its other nodes share. */
function hardActivation(name: string): { op: 'hardSwish' | 'hardSigmoid'; prefix: string } | null {
  if (name.endsWith('/hard_swish/mul_1')) return { op: 'hardSwish', prefix: name.slice(0, -'/mul_1'.length) }
  if (name.endsWith('/squeeze_excite/Conv_1/mul')) return { op: 'hardSigmoid', prefix: name.slice(0, -'/mul'.length) }
  return null
}

function activationInput(
  prefix: string,
  byName: ReadonlyMap<string, PublishedNode>,
  constants: ReadonlyMap<string, NamedArray>,
): string {
  const input = byName.get(`${prefix}/add`)?.input?.find((name) => !constants.has(name))
  if (!input) throw new Error(`expected ${prefix}/add in the pretrained network`)
  return input
}

function convolution(node: PublishedNode, constants: ReadonlyMap<string, NamedArray>): Found {
  const [input, filterName, biasName] = node.input ?? []
  const filter = constants.get(filterName ?? '')
  if (!input || !filter) throw new Error(`expected an input and a filter for ${node.name}`)
  const depthwise = node.op.includes('Depthwise')
  const channels = filter.shape[depthwise ? 2 : 3] ?? 0
  const bias = constants.get(biasName ?? '')?.values ?? new Float32Array(channels)
  return {
    node: {
      op: 'convolution',
      name: node.name,
      inputs: [input],
      depthwise,
      stride: strideOf(node),
      padding: paddingOf(node),
      activation: activationOf(node),
    },
    weights: [
      { ...filter, name: `${node.name}/filter` },
      { name: `${node.name}/bias`, shape: [channels], values: bias },
    ],
  }
}

function strideOf({ attr }: PublishedNode): number {
  return Number(attr?.strides?.list.i[1] ?? 1)
}

function paddingOf({ attr }: PublishedNode): 'same' | 'valid' {
  return decoded(attr?.padding?.s).toLowerCase() === 'valid' ? 'valid' : 'same'
}

function activationOf({ attr }: PublishedNode): 'linear' | 'relu' {
  return (attr?.fused_ops?.list.s ?? []).map(decoded).includes('Relu') ? 'relu' : 'linear'
}

function decoded(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString()
}
