import type { PixelRange } from '../../images/warp.ts'
import type { NamedArray } from '../../networks/fold-normalization.ts'
import { type Activation, HARD_SLOPE, LEAST_LOGARITHM_OF, type Padding, type Rescaling } from '../../networks/operations.ts'
import type { RecordedNode, RecordedValue, Recording } from '../../networks/recording-pass.ts'
import { convolutionFilter } from './convolution-filter.ts'
import { type OnnxConstant, type OnnxGraph, type OnnxNode, writeOnnx } from './write-onnx.ts'

/** What the graph takes and gives, by name. */
export const ONNX_INPUT = 'image'
export const ONNX_OUTPUT = 'output'

const BATCH = 'images'
const CAST_TO_FLOAT = 1
const CHANNELS_FIRST = [0, 3, 1, 2]
const CHANNELS_LAST = [0, 2, 3, 1]
const CHANNEL_AXIS = 1
const HARD_SHIFT = 0.5
const MOST_OF_RELU6 = 6

/** Nodes, and the constants that they bring along. */
type Part = { nodes: readonly OnnxNode[]; constants?: readonly OnnxConstant[] }

/**
 * A recorded network as an ONNX file (operator set 13): `image`, bytes [images, height, width, 3] with any number of images -> `output`,
 * [images, h, w, channels] or [images, channels]. The pixels' way into the network's range is inside.
 */
export function onnxOfRecording(recording: Recording, range: PixelRange): Buffer {
  return writeOnnx(onnxGraph(recording, range))
}

function onnxGraph({ input, output, nodes, weights }: Recording, range: PixelRange): OnnxGraph {
  const parts = [entrance(input, range), ...nodes.map((node) => part(node, weights)), exit(output)]
  return {
    inputs: [{ name: ONNX_INPUT, dims: [BATCH, input.height, input.width, input.channels], element: 'byte' }],
    outputs: [{ name: ONNX_OUTPUT, dims: outputSides(output) }],
    constants: parts.flatMap(({ constants = [] }) => constants),
    nodes: parts.flatMap((each) => each.nodes),
  }
}

const outputSides = ({ height, width, channels, isFlat }: RecordedValue): (string | number)[] =>
  isFlat ? [BATCH, channels] : [BATCH, height, width, channels]

/** Names inside the graph; the recording's input is the image once it is in the network's range. */
const nameOf = ({ name }: RecordedValue): string => `map/${name}`

function entrance(input: RecordedValue, { scale, shift }: PixelRange): Part {
  return {
    nodes: [
      { op: 'Cast', inputs: [ONNX_INPUT], output: 'numbers', attributes: { to: CAST_TO_FLOAT } },
      { op: 'Transpose', inputs: ['numbers'], output: 'planes', attributes: { perm: CHANNELS_FIRST } },
      { op: 'Mul', inputs: ['planes', 'pixel_scale'], output: 'scaled' },
      { op: 'Add', inputs: ['scaled', 'pixel_shift'], output: nameOf(input) },
    ],
    constants: [scalar('pixel_scale', scale), scalar('pixel_shift', shift)],
  }
}

function exit(output: RecordedValue): Part {
  const inputs = [nameOf(output)]
  if (output.isFlat) return { nodes: [{ op: 'Identity', inputs, output: ONNX_OUTPUT }] }
  return { nodes: [{ op: 'Transpose', inputs, output: ONNX_OUTPUT, attributes: { perm: CHANNELS_LAST } }] }
}

function part(node: RecordedNode, weights: Recording['weights']): Part {
  const { operation } = node
  const [inputs, output] = [node.inputs.map(nameOf), nameOf(node.output)]
  switch (operation.kind) {
    case 'convolution':
      return convolution(node, operation, weights)
    case 'add':
      return { nodes: [{ op: 'Add', inputs, output }] }
    case 'multiply':
      return { nodes: [{ op: 'Mul', inputs, output }] }
    case 'concatenate':
      return { nodes: [{ op: 'Concat', inputs, output, attributes: { axis: CHANNEL_AXIS } }] }
    case 'activation':
      return activation(operation.activation, inputs, output)
    case 'pool':
      return { nodes: [{ op: operation.pooling === 'average' ? 'GlobalAveragePool' : 'GlobalMaxPool', inputs, output }] }
    case 'slide':
      return slide(operation, inputs, output)
    case 'pad':
      return pad(operation.padding, inputs, output)
    case 'rescale':
      return rescale(operation.rescaling, inputs, output)
    case 'enlarge':
      return enlargement(operation, inputs, output)
    case 'flatten':
      return { nodes: [{ op: 'Flatten', inputs, output, attributes: { axis: CHANNEL_AXIS } }] }
  }
}

type Convolution = Extract<RecordedNode['operation'], { kind: 'convolution' }>

function convolution({ inputs, output }: RecordedNode, { layer, padding }: Convolution, weights: Recording['weights']): Part {
  const named = (kind: 'filter' | 'bias'): NamedArray => {
    const found = weights.get(`${layer.name}/${kind}`)
    if (!found) throw new Error(`expected folded weights with ${layer.name}/${kind}`)
    return found
  }
  const [bias, filter] = [named('bias'), convolutionFilter(named('filter'), layer.depthwise)]
  const group = layer.depthwise ? (inputs[0]?.channels ?? 1) : 1
  const name = nameOf(output)
  const raw = layer.activation === 'relu' ? `${name}/raw` : name
  const convolve: OnnxNode = {
    op: 'Conv',
    inputs: [...inputs.map(nameOf), filter.name, bias.name],
    output: raw,
    attributes: { strides: [layer.stride, layer.stride], pads: padsOf(padding), group },
  }
  return {
    nodes: layer.activation === 'relu' ? [convolve, { op: 'Relu', inputs: [raw], output: name }] : [convolve],
    constants: [filter, { name: bias.name, dims: bias.shape, data: bias.values }],
  }
}

function activation(kind: Activation, inputs: string[], output: string): Part {
  switch (kind) {
    case 'relu':
      return { nodes: [{ op: 'Relu', inputs, output }] }
    case 'sigmoid':
      return { nodes: [{ op: 'Sigmoid', inputs, output }] }
    case 'hardSigmoid': {
      const [sixths, slope] = [`${output}/sixths`, `${output}/slope`]
      const attributes = { alpha: { float: 1 / MOST_OF_RELU6 }, beta: { float: HARD_SHIFT } }
      return {
        nodes: [
          { op: 'HardSigmoid', inputs, output: sixths, attributes },
          { op: 'Mul', inputs: [sixths, slope], output },
        ],
        constants: [scalar(slope, HARD_SLOPE * MOST_OF_RELU6)],
      }
    }
    case 'logarithm': {
      const least = `${output}/least`
      return {
        nodes: [
          { op: 'Max', inputs: [...inputs, least], output: `${output}/bounded` },
          { op: 'Log', inputs: [`${output}/bounded`], output },
        ],
        constants: [scalar(least, LEAST_LOGARITHM_OF)],
      }
    }
    case 'relu6': {
      const [least, most] = [`${output}/least`, `${output}/most`]
      return {
        nodes: [{ op: 'Clip', inputs: [...inputs, least, most], output }],
        constants: [scalar(least, 0), scalar(most, MOST_OF_RELU6)],
      }
    }
  }
}

function slide(
  { window, padding }: Extract<RecordedNode['operation'], { kind: 'slide' }>,
  inputs: string[],
  output: string,
): Part {
  const { kind, size, stride } = window
  const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: padsOf(padding) }
  return { nodes: [{ op: kind === 'maximum' ? 'MaxPool' : 'AveragePool', inputs, output, attributes }] }
}

function pad({ top, left, bottom, right }: Padding, inputs: string[], output: string): Part {
  const pads = `${output}/pads`
  const data = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right], BigInt)
  return { nodes: [{ op: 'Pad', inputs: [...inputs, pads], output }], constants: [{ name: pads, dims: [data.length], data }] }
}

function rescale({ scale, shift }: Rescaling, inputs: string[], output: string): Part {
  const [factors, larger, terms] = [`${output}/scale`, `${output}/scaled`, `${output}/shift`]
  const perChannel = (name: string, values: readonly number[]): OnnxConstant => ({
    name,
    dims: [1, values.length, 1, 1],
    data: Float32Array.from(values),
  })
  return {
    nodes: [
      { op: 'Mul', inputs: [...inputs, factors], output: larger },
      { op: 'Add', inputs: [larger, terms], output },
    ],
    constants: [perChannel(factors, scale), perChannel(terms, shift)],
  }
}

const padsOf = ({ top, left, bottom, right }: Padding): number[] => [top, left, bottom, right]

/** Pixels that are not centred lie at the corner of their cell: TensorFlow's old convention, which is what the engines compute. */
function enlargement(
  { times, sampling }: Extract<RecordedNode['operation'], { kind: 'enlarge' }>,
  inputs: string[],
  output: string,
): Part {
  const scales = `${output}/scales`
  const mode = sampling === 'nearest' ? { mode: 'nearest', nearest_mode: 'floor' } : { mode: 'linear' }
  const places = sampling === 'centred' ? 'half_pixel' : 'asymmetric'
  return {
    nodes: [
      {
        op: 'Resize',
        inputs: [...inputs, '', scales],
        output,
        attributes: { ...mode, coordinate_transformation_mode: places },
      },
    ],
    constants: [{ name: scales, dims: [4], data: Float32Array.of(1, 1, times, times) }],
  }
}

const scalar = (name: string, value: number): OnnxConstant => ({ name, dims: [], data: Float32Array.of(value) })
