import { arithmetic, bounded, normalization } from './graph-arithmetic.ts'
import { activation, convolution, pooledProduct } from './graph-convolutions.ts'
import { concatenation, padding, pooling, resizing, sameMap, sameNumbers, slidingWindow } from './graph-maps.ts'
import type { ReadOperation } from './graph-reading.ts'

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
