import type { Padding } from '../networks/operations.ts'
import type { PublishedConvolution } from './body-draft.ts'
import { draftActivation, type PublishedActivation } from './draft-activations.ts'
import { constantOf, expected, first, type GraphReading, perChannelValues, RANK } from './graph-reading.ts'
import { numbersOf, type PublishedNode, wordOf, wordsOf } from './published-node.ts'
import { ModelUnreadable } from './unreadable.ts'

/** TensorFlow's own where a node does not say. */
const LEAKY_SLOPE = 0.2

/** Conv2D and its depthwise sister, with what is fused into them. */
export function convolution(node: PublishedNode, reading: GraphReading): void {
  const depthwise = node.op.includes('Depthwise')
  const [, rows = 1, columns = rows] = numbersOf(node, 'strides')
  if (wordOf(node, 'data_format') === 'NCHW') throw expected('channels behind the pixels (NHWC)', node)
  if (numbersOf(node, 'dilations').some((dilation) => dilation !== 1)) throw expected('neighbouring taps (no dilations)', node)
  if (rows !== columns) throw expected('the same stride along both sides', node)
  const filter = constantOf(node, 1, reading)
  if (filter.shape.length !== RANK) throw expected('a filter of four sides', node)
  fused(node, reading, (name, bias) =>
    reading.draft.convolve(name, first(node), { filter, bias, stride: rows, padding: paddingOf(node), depthwise }),
  )
}

/** A fully connected layer on one number per channel is a convolution with one tap. */
export function pooledProduct(node: PublishedNode, reading: GraphReading): void {
  const matrix = constantOf(node, 1, reading)
  const { height, width } = reading.draft.shapeOf(first(node))
  if (height * width !== 1 || node.attr.transpose_b?.b || matrix.shape.length !== 2)
    throw expected('one number per channel and a plain matrix', node)
  const filter = { ...matrix, shape: [1, 1, ...matrix.shape] }
  const layer = { filter, stride: 1, padding: 'valid', depthwise: false } as const
  fused(node, reading, (name, bias) => reading.draft.convolve(name, first(node), { ...layer, bias }))
}

type Convolve = (name: string, bias: PublishedConvolution['bias']) => void

/** A convolution with what is fused into its node: a bias, an activation, and the slopes of the activation. */
function fused(node: PublishedNode, reading: GraphReading, convolve: Convolve): void {
  const [after, ...rest] = wordsOf(node, 'fused_ops')
  const activated = after === 'BiasAdd' ? rest[0] : after
  const bias = after === 'BiasAdd' ? constantOf(node, 2, reading).values : null
  if (activated === undefined) {
    convolve(node.name, bias)
    return
  }
  const before = activated === 'Relu' ? node.name : `${node.name}/convolution`
  convolve(before, bias)
  if (activated === 'Relu') reading.draft.rectify(before)
  else draftActivation(reading.draft, node.name, before, activationOf(activated, node, reading, bias ? 3 : 2))
}

/** How a node pads its input. */
export function paddingOf(node: PublishedNode): 'same' | 'valid' | Padding {
  const padding = wordOf(node, 'padding').toLowerCase()
  if (padding === 'same' || padding === 'valid') return padding
  const [, , top = 0, bottom = 0, left = 0, right = 0] = numbersOf(node, 'explicit_paddings')
  if (padding !== 'explicit') throw expected('padding that is same, valid or explicit', node)
  return { top, bottom, left, right }
}

/** An activation that is a node of its own; a rectifier becomes part of the convolution before it where nobody else needs that. */
export function activation(node: PublishedNode, reading: GraphReading): void {
  const { draft, isOnlyUse } = reading
  if (node.op === 'Relu' && isOnlyUse(first(node)) && draft.isLinear(first(node))) {
    draft.rectify(first(node))
    draft.alias(node.name, first(node))
    return
  }
  draftActivation(draft, node.name, first(node), activationOf(node.op, node, reading, 1))
}

function activationOf(op: string, node: PublishedNode, reading: GraphReading, slopesAt: number): PublishedActivation {
  switch (op) {
    case 'Relu':
      return { kind: 'relu' }
    case 'Relu6':
      return { kind: 'relu6' }
    case 'Sigmoid':
      return { kind: 'sigmoid' }
    case 'Tanh':
      return { kind: 'tanh' }
    case 'LeakyRelu':
      return { kind: 'leaky', slopes: Float32Array.of(node.attr.alpha?.f ?? node.attr.leakyrelu_alpha?.f ?? LEAKY_SLOPE) }
    case 'Prelu':
      return { kind: 'leaky', slopes: perChannelValues(constantOf(node, slopesAt, reading), node) }
    default:
      throw new ModelUnreadable(`expected Relu, Relu6, Sigmoid, Tanh, LeakyRelu or Prelu, got ${op} (in ${node.name})`)
  }
}
