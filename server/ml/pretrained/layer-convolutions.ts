import { activate } from './layer-activations.ts'
import {
  channelsLast,
  equalSides,
  expected,
  expectWeight,
  first,
  type LayerReading,
  number,
  type PublishedLayer,
  sliding,
} from './layer-reading.ts'
import { normalizing } from './normalizing.ts'
import type { PublishedArray } from './published-weights.ts'

/** Keras's own where a layer does not say. */
const NORMALIZATION_EPSILON = 1e-3

/** Conv2D and DepthwiseConv2D. */
export function convolution(layer: PublishedLayer, reading: LayerReading): void {
  const depthwise = layer.kind === 'DepthwiseConv2D'
  const filter = expectWeight(layer, depthwise ? 'depthwise_kernel' : 'kernel', reading)
  if (number(layer, ['groups'], 1) !== 1) throw expected('one group of channels', layer)
  convolve(layer, convolutionName(layer), { filter, depthwise, bias: reading.weight('bias')?.values ?? null }, reading)
  activateConvolution(layer, reading)
}

/** SeparableConv2D: a depthwise convolution and one with one tap. */
export function separable(layer: PublishedLayer, reading: LayerReading): void {
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
export function pooledProduct(layer: PublishedLayer, reading: LayerReading): void {
  const { height, width } = reading.draft.shapeOf(first(layer))
  const matrix = expectWeight(layer, 'kernel', reading)
  if (height * width !== 1) throw expected('one number per channel', layer)
  const taps = { filter: { ...matrix, shape: [1, 1, ...matrix.shape] }, bias: reading.weight('bias')?.values ?? null }
  reading.draft.convolve(convolutionName(layer), first(layer), { ...taps, stride: 1, padding: 'valid', depthwise: false })
  activateConvolution(layer, reading)
}

/** BatchNormalization with fixed statistics. */
export function normalization(layer: PublishedLayer, reading: LayerReading): void {
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
