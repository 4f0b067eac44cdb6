import type { Tensor4D, Tf } from '../tensor.ts'

/** The attributes that the library hands to every convolution gradient. */
export type ConvolutionAttributes = {
  strides: [number, number] | number
  pad: 'valid' | 'same' | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Sizes of one convolution: input, output, filter, stride, and the padding before and after. */
export type ConvolutionGeometry = ReturnType<Tf['backend_util']['computeConv2DInfo']>

/** The geometry of a convolution of `input` [n, h, w, in] with `filter` [kh, kw, in, out]. */
export function convolutionGeometry(
  tf: Tf,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): ConvolutionGeometry {
  const shapes = [input, filter] as [[number, number, number, number], [number, number, number, number]]
  return tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode, depthwise)
}

/** x [n, h, w, c] -> per filter tap, in row-major order, the pixels [n, oh, ow, c] that it meets at every output position. */
export function tapViews(tf: Tf, x: Tensor4D, geometry: ConvolutionGeometry): Tensor4D[] {
  const {
    batchSize: n,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    filterHeight,
    filterWidth,
    inHeight,
    inWidth,
    padInfo,
  } = geometry
  const spanHeight = (outHeight - 1) * strideHeight + 1
  const spanWidth = (outWidth - 1) * strideWidth + 1
  const after = [
    spanHeight + filterHeight - 1 - inHeight - padInfo.top,
    spanWidth + filterWidth - 1 - inWidth - padInfo.left,
  ].map(atLeastZero)
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, after[0] ?? 0],
    [padInfo.left, after[1] ?? 0],
    [0, 0],
  ])
  const channels = x.shape[3]
  return taps(filterHeight, filterWidth).map(([row, column]) => {
    if (strideHeight === 1 && strideWidth === 1) return tf.slice(padded, [0, row, column, 0], [n, outHeight, outWidth, channels])
    const end = [n, row + spanHeight, column + spanWidth, channels]
    return tf.stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]) as Tensor4D
  })
}

/**
 * dy [n, oh, ow, c] -> the map [n, h + kh - 1, w + kw - 1, c] whose plain convolution with the turned filter is the gradient of the input:
 * zeros between the strides, and the padding of the transposed convolution around.
 */
export function spreadForInputGradient(tf: Tf, dy: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  const { filterHeight, filterWidth, inHeight, inWidth, padInfo, strideHeight, strideWidth } = geometry
  const spread = insertZeros(tf, dy, strideHeight, strideWidth)
  const before = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left] as const
  const height = inHeight + filterHeight - 1
  const width = inWidth + filterWidth - 1
  const padding = [height - before[0] - spread.shape[1], width - before[1] - spread.shape[2]].map(atLeastZero)
  const padded = tf.pad(spread, [
    [0, 0],
    [before[0], padding[0] ?? 0],
    [before[1], padding[1] ?? 0],
    [0, 0],
  ])
  return tf.slice(padded, [0, 0, 0, 0], [dy.shape[0], height, width, dy.shape[3]])
}

/** [n, h, w, c] -> [n, h * strideHeight, w * strideWidth, c] with zeros behind every pixel. */
function insertZeros(tf: Tf, map: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return map
  const [n, h, w, c] = map.shape
  const wide = tf.pad(tf.reshape(map, [n * h * w, 1, c]), [
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ])
  const tall = tf.pad(tf.reshape(wide, [n * h, 1, w * strideWidth * c]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
  ])
  return tf.reshape(tall, [n, h * strideHeight, w * strideWidth, c])
}

function taps(height: number, width: number): [number, number][] {
  return Array.from({ length: height * width }, (_, index) => [Math.floor(index / width), index % width])
}

function atLeastZero(value: number): number {
  return Math.max(0, value)
}
