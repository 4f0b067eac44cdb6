import type { Tensor4D, Tf } from '../tensor.ts'

/** The attributes that the library hands to every convolution gradient. */
export type ConvolutionAttributes = {
  strides: [number, number] | number
  pad: 'valid' | 'same' | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Sizes of one convolution: input, output, filter, stride, and the padding before and after. */
export type ConvolutionGeometry = ReturnType<Tf['backend_util']['computeConv2DInfo']>

type Shape4D = [number, number, number, number]

/** The geometry of a convolution of `input` [n, h, w, in] with `filter` [kh, kw, in, out]. */
export function convolutionGeometry(
  tf: Tf,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): ConvolutionGeometry {
  return tf.backend_util.computeConv2DInfo(input as Shape4D, filter as Shape4D, strides, 1, pad, dimRoundingMode, depthwise)
}

/** x [n, h, w, c] -> [n, (oh - 1) * stride + kh, (ow - 1) * stride + kw, c]: exactly the pixels that the filter meets, zeros outside. */
export function metPixels(tf: Tf, x: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } = geometry
  const height = (outHeight - 1) * strideHeight + filterHeight
  const width = (outWidth - 1) * strideWidth + filterWidth
  return framed(tf, x, padInfo.top, padInfo.left, height, width)
}

/**
 * dy [n, oh, ow, c] -> the map [n, h + kh - 1, w + kw - 1, c] whose plain convolution with the turned filter is the gradient of the input:
 * zeros between the strides, and the padding of the transposed convolution around.
 */
export function spreadForInputGradient(tf: Tf, dy: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  const { filterHeight, filterWidth, inHeight, inWidth, padInfo, strideHeight, strideWidth } = geometry
  const spread = insertZeros(tf, dy, strideHeight, strideWidth)
  const [top, left] = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left]
  return framed(tf, spread, top, left, inHeight + filterHeight - 1, inWidth + filterWidth - 1)
}

/** Puts a map at (top, left) of a frame of zeros, and cuts off what does not fit in. */
function framed(tf: Tf, map: Tensor4D, top: number, left: number, height: number, width: number): Tensor4D {
  const [n, h, w, c] = map.shape
  const below = Math.max(0, height - top - h)
  const right = Math.max(0, width - left - w)
  const isPadded = top + left + below + right > 0
  const padded = isPadded
    ? tf.pad(map, [
        [0, 0],
        [top, below],
        [left, right],
        [0, 0],
      ])
    : map
  const fits = padded.shape[1] === height && padded.shape[2] === width
  return fits ? padded : tf.slice(padded, [0, 0, 0, 0], [n, height, width, c])
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
