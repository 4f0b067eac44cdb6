import type { PixelRange } from '../../images/warp.ts'
import type { NamedArray } from '../../networks/fold-normalization.ts'
import {
  type Activation,
  HARD_SLOPE,
  LEAST_LOGARITHM_OF,
  type Padding,
  type Rescaling,
  type Sampling,
  type SlidingWindow,
} from '../../networks/operations.ts'
import type { RecordedNode, RecordedValue, Recording } from '../../networks/recording-pass.ts'
import { flag, floats, type GraphAttribute, sides, whole, wholeNumbers, wholes, word, words } from './graph-attributes.ts'

/** What the graph takes and gives, by name. */
export const GRAPH_INPUT = 'image'
export const GRAPH_OUTPUT = 'output'

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3
const HARD_SHIFT = 3

/** One operation of a TensorFlow graph (node_def.proto as JSON). */
export type TensorflowNode = { name: string; op: string; input: string[]; attr: Record<string, GraphAttribute> }

/** A constant of a graph, by the name of the node that stands for it. */
export type GraphConstant = { name: string; shape: readonly number[]; values: Float32Array | Int32Array }

/** Operations, and what they need to know beforehand. */
export type TensorflowGraph = { nodes: TensorflowNode[]; constants: GraphConstant[] }

/**
 * A recorded network as a TensorFlow graph: `image`, whole numbers 0..255 [n, height, width, 3] with any n -> `output`,
 * [n, h, w, channels] or [n, channels]. The pixels' way into the network's range is inside.
 */
export function graphOfRecording({ input, output, nodes, weights }: Recording, range: PixelRange): TensorflowGraph {
  const parts = [entrance(input, range), ...nodes.map((node) => part(node, weights)), exit(output)]
  return { nodes: parts.flatMap((each) => each.nodes), constants: parts.flatMap((each) => each.constants) }
}

/** Names inside the graph; the recording's input is the image once it is in the network's range. */
const nameOf = ({ name }: RecordedValue): string => `map/${name}`

const node = (name: string, op: string, input: string[], attr: TensorflowNode['attr'] = {}): TensorflowNode => ({
  name,
  op,
  input,
  attr: { T: floats, ...attr },
})

const plain = (...nodes: TensorflowNode[]): TensorflowGraph => ({ nodes, constants: [] })

function entrance(input: RecordedValue, { scale, shift }: PixelRange): TensorflowGraph {
  const { height, width, channels } = input
  return {
    nodes: [
      node(GRAPH_INPUT, 'Placeholder', [], { dtype: wholes, shape: sides([-1, height, width, channels]) }),
      node('numbers', 'Cast', [GRAPH_INPUT], { SrcT: wholes, DstT: floats }),
      node('scaled', 'Mul', ['numbers', 'pixel_scale']),
      node(nameOf(input), 'AddV2', ['scaled', 'pixel_shift']),
    ],
    constants: [scalar('pixel_scale', scale), scalar('pixel_shift', shift)],
  }
}

const exit = (output: RecordedValue): TensorflowGraph => plain(node(GRAPH_OUTPUT, 'Identity', [nameOf(output)]))

function part(recorded: RecordedNode, weights: Recording['weights']): TensorflowGraph {
  const { operation } = recorded
  const [inputs, name] = [recorded.inputs.map(nameOf), nameOf(recorded.output)]
  switch (operation.kind) {
    case 'convolution':
      return convolution(recorded, operation, weights)
    case 'add':
      return plain(node(name, 'AddV2', inputs))
    case 'multiply':
      return plain(node(name, 'Mul', inputs))
    case 'concatenate':
      return concatenation(inputs, name)
    case 'activation':
      return activation(operation.activation, inputs, name)
    case 'pool':
      return pool(operation.pooling === 'average' ? 'Mean' : 'Max', inputs, name)
    case 'slide':
      return plain(slide(operation.window, inputs, name))
    case 'pad':
      return pad(operation.padding, inputs, name)
    case 'rescale':
      return rescale(operation.rescaling, inputs, name)
    case 'enlarge':
      return enlargement(operation.sampling, inputs, recorded.output)
    case 'flatten':
      return plain(node(name, 'Squeeze', inputs, { squeeze_dims: wholeNumbers(PIXEL_AXES) }))
  }
}

type Convolution = Extract<RecordedNode['operation'], { kind: 'convolution' }>

function convolution({ inputs, output }: RecordedNode, { layer }: Convolution, weights: Recording['weights']): TensorflowGraph {
  const named = (kind: 'filter' | 'bias'): NamedArray => {
    const found = weights.get(`${layer.name}/${kind}`)
    if (!found) throw new Error(`expected folded weights with ${layer.name}/${kind}`)
    return found
  }
  const [filter, bias] = [named('filter'), named('bias')]
  const attributes = {
    strides: wholeNumbers([1, layer.stride, layer.stride, 1]),
    dilations: wholeNumbers([1, 1, 1, 1]),
    padding: word(layer.padding.toUpperCase()),
    data_format: word('NHWC'),
    num_args: whole(1),
    fused_ops: words(layer.activation === 'relu' ? ['BiasAdd', 'Relu'] : ['BiasAdd']),
  }
  const op = layer.depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D'
  return {
    nodes: [node(nameOf(output), op, [...inputs.map(nameOf), filter.name, bias.name], attributes)],
    constants: [filter, bias],
  }
}

function concatenation(inputs: string[], name: string): TensorflowGraph {
  const axis = `${name}/axis`
  return {
    nodes: [node(name, 'ConcatV2', [...inputs, axis], { Tidx: wholes, N: whole(inputs.length) })],
    constants: [{ name: axis, shape: [], values: Int32Array.of(CHANNEL_AXIS) }],
  }
}

function pool(op: 'Mean' | 'Max', inputs: string[], name: string): TensorflowGraph {
  const axes = `${name}/axes`
  return {
    nodes: [node(name, op, [...inputs, axes], { Tidx: wholes, keep_dims: flag(true) })],
    constants: [{ name: axes, shape: [PIXEL_AXES.length], values: Int32Array.from(PIXEL_AXES) }],
  }
}

function slide({ kind, size, stride, padding }: SlidingWindow, inputs: string[], name: string): TensorflowNode {
  const attributes = {
    ksize: wholeNumbers([1, size, size, 1]),
    strides: wholeNumbers([1, stride, stride, 1]),
    padding: word(padding.toUpperCase()),
    data_format: word('NHWC'),
  }
  return node(name, kind === 'maximum' ? 'MaxPool' : 'AvgPool', inputs, attributes)
}

function pad({ top, bottom, left, right }: Padding, inputs: string[], name: string): TensorflowGraph {
  const zeros = `${name}/zeros`
  return {
    nodes: [node(name, 'Pad', [...inputs, zeros], { Tpaddings: wholes })],
    constants: [{ name: zeros, shape: [4, 2], values: Int32Array.of(0, 0, top, bottom, left, right, 0, 0) }],
  }
}

function rescale({ scale, shift }: Rescaling, inputs: string[], name: string): TensorflowGraph {
  const [factors, larger, terms] = [`${name}/scale`, `${name}/scaled`, `${name}/shift`]
  return {
    nodes: [node(larger, 'Mul', [...inputs, factors]), node(name, 'AddV2', [larger, terms])],
    constants: [
      { name: factors, shape: [scale.length], values: Float32Array.from(scale) },
      { name: terms, shape: [shift.length], values: Float32Array.from(shift) },
    ],
  }
}

function enlargement(sampling: Sampling, inputs: string[], output: RecordedValue): TensorflowGraph {
  const [name, size] = [nameOf(output), `${nameOf(output)}/size`]
  return {
    nodes: [
      node(name, sampling === 'nearest' ? 'ResizeNearestNeighbor' : 'ResizeBilinear', [...inputs, size], {
        half_pixel_centers: flag(sampling === 'centred'),
      }),
    ],
    constants: [{ name: size, shape: [2], values: Int32Array.of(output.height, output.width) }],
  }
}

function activation(kind: Activation, inputs: string[], name: string): TensorflowGraph {
  switch (kind) {
    case 'relu':
      return plain(node(name, 'Relu', inputs))
    case 'relu6':
      return plain(node(name, 'Relu6', inputs))
    case 'sigmoid':
      return plain(node(name, 'Sigmoid', inputs))
    case 'logarithm': {
      const [least, bounded] = [`${name}/least`, `${name}/bounded`]
      return {
        nodes: [node(bounded, 'Maximum', [...inputs, least]), node(name, 'Log', [bounded])],
        constants: [scalar(least, LEAST_LOGARITHM_OF)],
      }
    }
    case 'hardSigmoid': {
      const [shift, slope, shifted, cut] = [`${name}/shift`, `${name}/slope`, `${name}/shifted`, `${name}/cut`]
      return {
        nodes: [node(shifted, 'AddV2', [...inputs, shift]), node(cut, 'Relu6', [shifted]), node(name, 'Mul', [cut, slope])],
        constants: [scalar(shift, HARD_SHIFT), scalar(slope, HARD_SLOPE)],
      }
    }
  }
}

const scalar = (name: string, value: number): GraphConstant => ({ name, shape: [], values: Float32Array.of(value) })
