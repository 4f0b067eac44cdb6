import { activate, leakyRectifier, parametricRectifier, rectifier } from './layer-activations.ts'
import { convolution, normalization, pooledProduct, separable } from './layer-convolutions.ts'
import {
  concatenation,
  enlargement,
  padding,
  pooling,
  product,
  rescaling,
  sameMap,
  sameNumbers,
  slidingWindow,
  sum,
} from './layer-maps.ts'
import { first, type ReadLayer } from './layer-reading.ts'

/** How each layer of a Keras model is put into a body, by its class; the closed list of what can be read. */
export const layerOperations: Readonly<Record<string, ReadLayer>> = {
  Conv2D: convolution,
  DepthwiseConv2D: convolution,
  SeparableConv2D: separable,
  Dense: pooledProduct,
  BatchNormalization: normalization,
  Activation: (layer, reading) => activate(layer, String(layer.config.activation), first(layer), reading),
  ReLU: rectifier,
  LeakyReLU: leakyRectifier,
  PReLU: parametricRectifier,
  Add: sum,
  Multiply: product,
  Concatenate: concatenation,
  MaxPooling2D: slidingWindow,
  AveragePooling2D: slidingWindow,
  GlobalAveragePooling2D: pooling,
  GlobalMaxPooling2D: pooling,
  ZeroPadding2D: padding,
  UpSampling2D: enlargement,
  Rescaling: rescaling,
  Dropout: sameMap,
  SpatialDropout2D: sameMap,
  GaussianNoise: sameMap,
  GaussianDropout: sameMap,
  Reshape: sameNumbers,
  Flatten: sameNumbers,
}

/** Layers that have learned what to look for: a body goes on as long as one of them comes. */
export const isConvolutionLayer = (kind: string): boolean => ['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'].includes(kind)
