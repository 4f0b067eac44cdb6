import type { Padding } from '../networks/operations.ts'
import type { BodyDraft } from './body-draft.ts'
import { draftActivation, type PublishedActivation } from './draft-activations.ts'
import { normalizing } from './normalizing.ts'
import type { PublishedArray } from './published-weights.ts'
import { ModelUnreadable } from './unreadable.ts'

/** A layer of a Keras model: its class, its settings, and the maps that it takes. */
export type PublishedLayer = { kind: string; name: string; inputs: string[]; config: Readonly<Record<string, unknown>> }

/** What reading one layer needs: the body so far, its weights by their last name, and who else needs its input. */
export type LayerReading = {
  draft: BodyDraft
  weight(name: string): PublishedArray | undefined
  isOnlyUse(name: string): boolean
}

type ReadLayer = (layer: PublishedLayer, reading: LayerReading) => void

/** Keras's own where a layer does not say. */
const NORMALIZATION_EPSILON = 1e-3
const LEAKY_SLOPE = 0.3
const HARD_SIGMOID = { slope: 0.2, shift: 0.5 }

/** How each layer of a Keras model is put into a body, by its class; the closed list of what can be read. */
export const layerOperations: Readonly<Record<string, ReadLayer>> = {
  Conv2D: convolution,
  DepthwiseConv2D: convolution,
  SeparableConv2D: separable,
  Dense: pooledProduct,
  BatchNormalization: normalization,
  Activation: (layer, reading) => activate(layer, String(layer.config.activation), layer.inputs[0] ?? '', reading),
  ReLU: rectifier,
  LeakyReLU: (layer, { draft }) => {
    const slopes = Float32Array.of(number(layer, ['negative_slope', 'alpha'], LEAKY_SLOPE))
    draftActivation(draft, layer.name, first(layer), { kind: 'leaky', slopes })
  },
  PReLU: parametricRectifier,
  Add: sum,
  Multiply: (layer, { draft }) => two(layer, (inputs) => draft.put({ op: 'multiply', name: layer.name, inputs })),
  Concatenate: (layer, { draft }) => draft.put({ op: 'concatenate', name: layer.name, inputs: layer.inputs }),
  MaxPooling2D: slidingWindow,
  AveragePooling2D: slidingWindow,
  GlobalAveragePooling2D: pooling,
  GlobalMaxPooling2D: pooling,
  ZeroPadding2D: padding,
  UpSampling2D: enlargement,
  Rescaling: (layer, { draft }) =>
    draft.put({
      op: 'rescale',
      name: layer.name,
      inputs: layer.inputs,
      rescaling: { scale: [number(layer, ['scale'], 1)], shift: [number(layer, ['offset'], 0)] },
    }),
  Dropout: sameMap,
  SpatialDropout2D: sameMap,
  GaussianNoise: sameMap,
  GaussianDropout: sameMap,
  Reshape: sameNumbers,
  Flatten: sameNumbers,
}

/** Layers that have learned what to look for: a body goes on as long as one of them comes. */
export const isConvolutionLayer = (kind: string): boolean => ['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'].includes(kind)

const first = ({ inputs }: PublishedLayer): string => inputs[0] ?? ''

const expected = (what: string, { kind, name }: PublishedLayer): ModelUnreadable =>
  new ModelUnreadable(`expected ${what} for ${kind} (${name})`)

function number({ config }: PublishedLayer, names: readonly string[], otherwise: number): number {
  const found = names.map((name) => config[name]).find((value) => typeof value === 'number')
  return typeof found === 'number' ? found : otherwise
}

/** A number, or the same one for both sides. */
function equalSides(layer: PublishedLayer, name: string, otherwise: number): number {
  const value = layer.config[name] ?? otherwise
  const [tall, wide] = Array.isArray(value) ? value : [value, value]
  if (typeof tall !== 'number' || tall !== wide) throw expected(`the same ${name} along both sides`, layer)
  return tall
}

function expectWeight(layer: PublishedLayer, name: string, { weight }: LayerReading): PublishedArray {
  const found = weight(name)
  if (!found) throw expected(`weights named ${layer.name}/${name}`, layer)
  return found
}

function channelsLast(layer: PublishedLayer): void {
  if (layer.config.data_format === 'channels_first') throw expected('channels behind the pixels (channels_last)', layer)
}

function sliding(layer: PublishedLayer): 'same' | 'valid' {
  const { padding: padded = 'valid' } = layer.config
  if (padded !== 'same' && padded !== 'valid') throw expected('padding that is same or valid', layer)
  return padded
}

function convolution(layer: PublishedLayer, reading: LayerReading): void {
  const depthwise = layer.kind === 'DepthwiseConv2D'
  const filter = expectWeight(layer, depthwise ? 'depthwise_kernel' : 'kernel', reading)
  if (number(layer, ['groups'], 1) !== 1) throw expected('one group of channels', layer)
  convolve(layer, convolutionName(layer), { filter, depthwise, bias: reading.weight('bias')?.values ?? null }, reading)
  activateConvolution(layer, reading)
}

function separable(layer: PublishedLayer, reading: LayerReading): void {
  const around = `${layer.name}/around`
  convolve(layer, around, { filter: expectWeight(layer, 'depthwise_kernel', reading), depthwise: true, bias: null }, reading)
  const filter = expectWeight(layer, 'pointwise_kernel', reading)
  const bias = reading.weight('bias')?.values ?? null
  reading.draft.convolve(convolutionName(layer), around, { filter, bias, stride: 1, padding: 'valid', depthwise: false })
  activateConvolution(layer, reading)
}

type Taps = { filter: PublishedArray; depthwise: boolean; bias: Float32Array | null }

function convolve(layer: PublishedLayer, name: string, taps: Taps, { draft }: LayerReading): void {
  channelsLast(layer)
  if (equalSides(layer, 'dilation_rate', 1) !== 1) throw expected('neighbouring taps (no dilation_rate)', layer)
  draft.convolve(name, first(layer), { ...taps, stride: equalSides(layer, 'strides', 1), padding: sliding(layer) })
}

const activationName = ({ config }: PublishedLayer): string => String(config.activation ?? 'linear')

const convolutionName = (layer: PublishedLayer): string =>
  ['linear', 'relu'].includes(activationName(layer)) ? layer.name : `${layer.name}/convolution`

function activateConvolution(layer: PublishedLayer, reading: LayerReading): void {
  const name = convolutionName(layer)
  if (activationName(layer) === 'relu') reading.draft.rectify(name)
  else if (name !== layer.name) activate(layer, activationName(layer), name, reading)
}

/** A fully connected layer on one number per channel is a convolution with one tap. */
function pooledProduct(layer: PublishedLayer, reading: LayerReading): void {
  const { height, width } = reading.draft.shapeOf(first(layer))
  const matrix = expectWeight(layer, 'kernel', reading)
  if (height * width !== 1) throw expected('one number per channel', layer)
  const taps = { filter: { ...matrix, shape: [1, 1, ...matrix.shape] }, bias: reading.weight('bias')?.values ?? null }
  reading.draft.convolve(convolutionName(layer), first(layer), { ...taps, stride: 1, padding: 'valid', depthwise: false })
  activateConvolution(layer, reading)
}

function normalization(layer: PublishedLayer, reading: LayerReading): void {
  const [mean, variance] = [
    expectWeight(layer, 'moving_mean', reading).values,
    expectWeight(layer, 'moving_variance', reading).values,
  ]
  const scale = reading.weight('gamma')?.values ?? mean.map(() => 1)
  const offset = reading.weight('beta')?.values ?? mean.map(() => 0)
  const epsilon = number(layer, ['epsilon'], NORMALIZATION_EPSILON)
  const factors = normalizing({ scale, offset, mean, variance, epsilon })
  reading.draft.perChannel(layer.name, first(layer), factors, { mayFold: reading.isOnlyUse(first(layer)) })
}

function activate(layer: PublishedLayer, name: string, input: string, { draft, isOnlyUse }: LayerReading): void {
  if (name === 'relu' && isOnlyUse(input) && draft.isLinear(input)) {
    draft.rectify(input)
    draft.alias(layer.name, input)
    return
  }
  draftActivation(draft, layer.name, input, activationNamed(layer, name))
}

function activationNamed(layer: PublishedLayer, name: string): PublishedActivation {
  switch (name) {
    case 'linear':
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'tanh':
    case 'swish':
      return { kind: name }
    case 'silu':
      return { kind: 'swish' }
    case 'hard_sigmoid':
    case 'hardSigmoid':
      return { kind: 'hardSigmoid', ...HARD_SIGMOID }
    default:
      throw expected(`linear, relu, relu6, sigmoid, tanh, swish or hard_sigmoid, not ${name},`, layer)
  }
}

function rectifier(layer: PublishedLayer, reading: LayerReading): void {
  const most = layer.config.max_value
  const isPlain = number(layer, ['negative_slope'], 0) === 0 && number(layer, ['threshold'], 0) === 0
  if (!isPlain) throw expected('a rectifier without threshold and negative slope', layer)
  if (most === undefined || most === null) activate(layer, 'relu', first(layer), reading)
  else if (most === 6) activate(layer, 'relu6', first(layer), reading)
  else {
    reading.draft.put({ op: 'relu', name: `${layer.name}/above`, inputs: [first(layer)] })
    draftActivation(reading.draft, layer.name, `${layer.name}/above`, { kind: 'atMost', bound: Number(most) })
  }
}

function parametricRectifier(layer: PublishedLayer, reading: LayerReading): void {
  const { values, shape } = expectWeight(layer, 'alpha', reading)
  if (values.length !== (shape.at(-1) ?? 1)) throw expected('one slope per channel (shared_axes 1 and 2)', layer)
  draftActivation(reading.draft, layer.name, first(layer), { kind: 'leaky', slopes: values })
}

function two(layer: PublishedLayer, put: (inputs: string[]) => void): void {
  if (layer.inputs.length !== 2) throw expected('two maps', layer)
  put(layer.inputs)
}

/** Of any number of maps, one after the other. */
function sum({ name, inputs }: PublishedLayer, { draft }: LayerReading): void {
  const [start = '', ...others] = inputs
  others.reduce((before, other, index) => {
    const after = index === others.length - 1 ? name : `${name}/${index + 2}`
    draft.put({ op: 'add', name: after, inputs: [before, other] })
    return after
  }, start)
}

function slidingWindow(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const size = equalSides(layer, 'pool_size', 2)
  const stride = equalSides(layer, 'strides', size)
  const kind = layer.kind === 'MaxPooling2D' ? 'maximum' : 'average'
  draft.put({ op: 'slide', name: layer.name, inputs: layer.inputs, window: { kind, size, stride, padding: sliding(layer) } })
}

function pooling(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const op = layer.kind === 'GlobalAveragePooling2D' ? 'average' : 'maximum'
  draft.put({ op, name: layer.name, inputs: layer.inputs })
}

function padding(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  draft.put({ op: 'pad', name: layer.name, inputs: layer.inputs, around: aroundOf(layer) })
}

/** A number, one per side, or two per side. */
function aroundOf(layer: PublishedLayer): Padding {
  const sides = [layer.config.padding ?? 1].flat(2).map(Number)
  const [a = 0, b = a, c = b, d = c] = sides
  if (sides.some(Number.isNaN)) throw expected('rows and columns as numbers', layer)
  return sides.length === 4 ? { top: a, bottom: b, left: c, right: d } : { top: a, bottom: a, left: b, right: b }
}

function enlargement(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const sampling = layer.config.interpolation ?? 'nearest'
  if (sampling !== 'nearest' && sampling !== 'bilinear') throw expected('nearest or bilinear interpolation', layer)
  draft.put({ op: 'enlarge', name: layer.name, inputs: layer.inputs, times: equalSides(layer, 'size', 2), sampling })
}

function sameMap(layer: PublishedLayer, { draft }: LayerReading): void {
  draft.alias(layer.name, first(layer))
}

/** Another way to write one number per channel down. */
function sameNumbers(layer: PublishedLayer, { draft }: LayerReading): void {
  const { height, width } = draft.shapeOf(first(layer))
  if (height * width !== 1) throw expected('one number per channel', layer)
  draft.alias(layer.name, first(layer))
}
