import type { Padding } from '../networks/operations.ts'
import type { BodyDraft, PublishedConvolution } from './body-draft.ts'
import { draftActivation, type PublishedActivation } from './draft-activations.ts'
import { normalizing } from './normalizing.ts'
import { inputsOf, numbersOf, type PublishedNode, wordOf, wordsOf } from './published-node.ts'
import type { PublishedArray } from './published-weights.ts'
import { ModelUnreadable } from './unreadable.ts'

/** What reading one node of a graph needs: the body so far, and what its inputs are. */
export type GraphReading = {
  draft: BodyDraft
  constant(name: string): PublishedArray | undefined
  /** Whether nobody but the node that asks needs this map. */
  isOnlyUse(name: string): boolean
}

type ReadOperation = (node: PublishedNode, reading: GraphReading) => void

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3
const RANK = 4
/** TensorFlow's own where a node does not say. */
const LEAKY_SLOPE = 0.2
const NORMALIZATION_EPSILON = 1e-3

/** How each operation of a published graph is put into a body, by its name in TensorFlow; the closed list of what can be read. */
export const graphOperations: Readonly<Record<string, ReadOperation>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2dNative: convolution,
  MatMul: pooledProduct,
  _FusedMatMul: pooledProduct,
  FusedBatchNorm: normalization,
  FusedBatchNormV2: normalization,
  FusedBatchNormV3: normalization,
  BiasAdd: arithmetic,
  Add: arithmetic,
  AddV2: arithmetic,
  AddN: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  RealDiv: arithmetic,
  Minimum: bounded,
  Maximum: bounded,
  Relu: activation,
  Relu6: activation,
  Sigmoid: activation,
  Tanh: activation,
  LeakyRelu: activation,
  Prelu: activation,
  MaxPool: slidingWindow,
  AvgPool: slidingWindow,
  Mean: pooling,
  Max: pooling,
  Pad: padding,
  PadV2: padding,
  ConcatV2: concatenation,
  ResizeBilinear: resizing,
  ResizeNearestNeighbor: resizing,
  Identity: sameMap,
  StopGradient: sameMap,
  Cast: sameMap,
  Reshape: sameNumbers,
  Squeeze: sameNumbers,
  ExpandDims: sameNumbers,
  Unpack: sameNumbers,
  Pack: sameNumbers,
}

/** Operations that have learned what to look for: a body goes on as long as one of them comes. */
export const isConvolution = (op: string): boolean => graphOperations[op] === convolution

const first = (node: PublishedNode): string => inputsOf(node)[0] ?? ''

const expected = (what: string, node: PublishedNode): ModelUnreadable =>
  new ModelUnreadable(`expected ${what} for ${node.op} (${node.name})`)

function constantOf(node: PublishedNode, place: number, { constant }: GraphReading): PublishedArray {
  const found = constant(inputsOf(node)[place] ?? '')
  if (!found) throw expected(`constant numbers as input ${place + 1}`, node)
  return found
}

function convolution(node: PublishedNode, reading: GraphReading): void {
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
function pooledProduct(node: PublishedNode, reading: GraphReading): void {
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

function paddingOf(node: PublishedNode): 'same' | 'valid' | Padding {
  const padding = wordOf(node, 'padding').toLowerCase()
  if (padding === 'same' || padding === 'valid') return padding
  const [, , top = 0, bottom = 0, left = 0, right = 0] = numbersOf(node, 'explicit_paddings')
  if (padding !== 'explicit') throw expected('padding that is same, valid or explicit', node)
  return { top, bottom, left, right }
}

function activation(node: PublishedNode, reading: GraphReading): void {
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

/** One number, or one per channel: [1], [c], [1, 1, c]. */
function perChannelValues({ shape, values }: PublishedArray, node: PublishedNode): Float32Array {
  if (values.length !== (shape.at(-1) ?? 1)) throw expected(`one number per channel, not [${shape.join(', ')}],`, node)
  return values
}

function normalization(node: PublishedNode, { draft, isOnlyUse, ...reading }: GraphReading): void {
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(
    (place) => constantOf(node, place, { draft, isOnlyUse, ...reading }).values,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const epsilon = node.attr.epsilon?.f ?? NORMALIZATION_EPSILON
  const factors = normalizing({ scale, offset, mean, variance, epsilon })
  draft.perChannel(node.name, first(node), factors, { mayFold: isOnlyUse(first(node)) })
}

function arithmetic(node: PublishedNode, reading: GraphReading): void {
  const inputs = inputsOf(node)
  const place = inputs.findIndex((name) => reading.constant(name))
  if (place < 0) {
    ofMaps(node, inputs, reading)
    return
  }
  const values = perChannelValues(constantOf(node, place, reading), node)
  const map = inputs[1 - place] ?? ''
  const mayFold = reading.isOnlyUse(map) && values.length > 1
  reading.draft.perChannel(node.name, map, factorsOf(node, values, place), { mayFold })
}

/** The constant as a factor and a term of the map beside it; `place` says on which side it stands. */
function factorsOf(node: PublishedNode, values: Float32Array, place: number) {
  const all = (value: number) => values.map(() => value)
  switch (node.op) {
    case 'Mul':
      return { scale: values, shift: all(0) }
    case 'Sub':
      return place === 0 ? { scale: all(-1), shift: values } : { scale: all(1), shift: values.map((value) => -value) }
    case 'RealDiv':
      if (place === 0) throw expected('a constant behind the map', node)
      return { scale: values.map((value) => 1 / value), shift: all(0) }
    default:
      return { scale: all(1), shift: values }
  }
}

function ofMaps(node: PublishedNode, inputs: string[], { draft }: GraphReading): void {
  const { name } = node
  if (node.op === 'Mul') draft.put({ op: 'multiply', name, inputs })
  else if (node.op === 'Sub') {
    const [x = '', y = ''] = inputs
    draft.put({ op: 'rescale', name: `${name}/less`, inputs: [y], rescaling: { scale: [-1], shift: [0] } })
    draft.put({ op: 'add', name, inputs: [x, `${name}/less`] })
  } else if (node.op === 'RealDiv' || inputs.length !== 2) throw expected('two maps', node)
  else draft.put({ op: 'add', name, inputs })
}

function bounded(node: PublishedNode, { draft, constant }: GraphReading): void {
  const [x = '', y = ''] = inputsOf(node)
  const bound = (constant(x) ?? constant(y))?.values
  if (bound?.length !== 1) throw expected('one number as the bound', node)
  const kind = node.op === 'Minimum' ? 'atMost' : 'atLeast'
  draftActivation(draft, node.name, constant(x) ? y : x, { kind, bound: bound[0] as number })
}

function slidingWindow(node: PublishedNode, { draft }: GraphReading): void {
  const [, tall = 1, wide = tall] = numbersOf(node, 'ksize')
  const [, rows = 1, columns = rows] = numbersOf(node, 'strides')
  const padded = paddingOf(node)
  if (tall !== wide || rows !== columns || typeof padded === 'object') throw expected('a square window, same or valid,', node)
  const kind = node.op === 'MaxPool' ? 'maximum' : 'average'
  draft.put({ op: 'slide', name: node.name, inputs: [first(node)], window: { kind, size: tall, stride: rows, padding: padded } })
}

function pooling(node: PublishedNode, reading: GraphReading): void {
  const axes = [...constantOf(node, 1, reading).values].map((axis) => (axis + RANK) % RANK)
  if (String(axes.sort()) !== String(PIXEL_AXES)) throw expected('the pixels of a map', node)
  reading.draft.put({ op: node.op === 'Mean' ? 'average' : 'maximum', name: node.name, inputs: [first(node)] })
}

function padding(node: PublishedNode, reading: GraphReading): void {
  const [before, after, top = 0, bottom = 0, left = 0, right = 0, front = 0, behind = 0] = constantOf(node, 1, reading).values
  const value = node.op === 'PadV2' ? constantOf(node, 2, reading).values[0] : 0
  if (before !== 0 || after !== 0 || value !== 0) throw expected('zeros around the pixels', node)
  const around = { top, bottom, left, right }
  if (front + behind === 0) reading.draft.put({ op: 'pad', name: node.name, inputs: [first(node)], around })
  else {
    reading.draft.put({ op: 'pad', name: `${node.name}/pixels`, inputs: [first(node)], around })
    moreChannels(node.name, `${node.name}/pixels`, { front, behind }, reading)
  }
}

/** Channels of zeros around those of a map: a convolution that copies. */
function moreChannels(
  name: string,
  input: string,
  { front, behind }: { front: number; behind: number },
  { draft }: GraphReading,
) {
  const { channels } = draft.shapeOf(input)
  const outputs = front + channels + behind
  const values = new Float32Array(channels * outputs)
  for (let channel = 0; channel < channels; channel++) values[channel * outputs + front + channel] = 1
  const filter = { name, shape: [1, 1, channels, outputs], values }
  draft.convolve(name, input, { filter, bias: null, stride: 1, padding: 'valid', depthwise: false })
}

function concatenation(node: PublishedNode, reading: GraphReading): void {
  const inputs = inputsOf(node)
  const [axis = 0] = constantOf(node, inputs.length - 1, reading).values
  if ((axis + RANK) % RANK !== CHANNEL_AXIS) throw expected('maps joined by their channels', node)
  reading.draft.put({ op: 'concatenate', name: node.name, inputs: inputs.slice(0, -1) })
}

function resizing(node: PublishedNode, reading: GraphReading): void {
  const [height = 0, width = 0] = constantOf(node, 1, reading).values
  const from = reading.draft.shapeOf(first(node))
  const times = height / from.height
  const sampling = node.op === 'ResizeBilinear' ? 'bilinear' : 'nearest'
  if (!Number.isInteger(times) || times < 1 || width !== from.width * times)
    throw expected(`a whole multiple of [${from.height}, ${from.width}], not [${height}, ${width}],`, node)
  if (times === 1) {
    reading.draft.alias(node.name, first(node))
    return
  }
  if (node.attr.align_corners?.b) throw expected('pixels that keep their place (no align_corners)', node)
  // By repetition, the pixels are the same by both conventions.
  const isCentred = sampling === 'bilinear' && node.attr.half_pixel_centers?.b === true
  if (isCentred && times !== 2) throw expected('doubling where pixels are centred (half_pixel_centers)', node)
  const places = isCentred ? 'centred' : sampling
  reading.draft.put({ op: 'enlarge', name: node.name, inputs: [first(node)], times, sampling: places })
}

function sameMap(node: PublishedNode, { draft }: GraphReading): void {
  draft.shapeOf(first(node))
  draft.alias(node.name, first(node))
}

/** Another way to write the same numbers down: one per channel, or one image alone. */
function sameNumbers(node: PublishedNode, reading: GraphReading): void {
  const { height, width } = reading.draft.shapeOf(first(node))
  const isOneImage = reading.draft.isImage(first(node)) && node.op !== 'Reshape'
  if (height * width !== 1 && !isOneImage) throw expected('one number per channel', node)
  reading.draft.alias(node.name, first(node))
}
