import { type ConvolutionAttributes, type ConvolutionGeometry, convolutionGeometry } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { filterShape: [number, number, number, number] }

/**
 * Gradient of a depthwise filter [kh, kw, channels, 1]: per tap, the sum over all pixels of what it meets times dy. Plain loops pass
 * over the maps once, where the engine's operations would once per tap.
 */
export const depthwiseFilterGradient = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  compute(tf, { x, dy }, attributes) {
    const { filterShape } = attributes
    if (filterShape[3] !== 1) throw new Error(`expected a depthwise filter with one output per channel, got ${filterShape[3]}`)
    const geometry = convolutionGeometry(tf, x.shape, filterShape, attributes, true)
    return tf.tensor4d(correlate(x.dataSync() as Float32Array, dy.dataSync() as Float32Array, geometry), filterShape)
  },
} satisfies ComposedKernel<'x' | 'dy', Attributes>

/** x [n, h, w, c] and dy [n, oh, ow, c] -> [kh, kw, c]. */
function correlate(x: Float32Array, dy: Float32Array, geometry: ConvolutionGeometry): Float32Array {
  const {
    batchSize,
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    inChannels,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padInfo,
  } = geometry
  const sums = new Float32Array(filterHeight * filterWidth * inChannels)
  for (let image = 0; image < batchSize; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let row = 0; row < filterHeight; row++) {
        const y = outY * strideHeight + row - padInfo.top
        if (y < 0 || y >= inHeight) continue
        for (let outX = 0; outX < outWidth; outX++) {
          const error = ((image * outHeight + outY) * outWidth + outX) * inChannels
          for (let column = 0; column < filterWidth; column++) {
            const x0 = outX * strideWidth + column - padInfo.left
            if (x0 < 0 || x0 >= inWidth) continue
            const pixel = ((image * inHeight + y) * inWidth + x0) * inChannels
            const tap = (row * filterWidth + column) * inChannels
            for (let channel = 0; channel < inChannels; channel++) {
              sums[tap + channel] =
                (sums[tap + channel] as number) + (x[pixel + channel] as number) * (dy[error + channel] as number)
            }
          }
        }
      }
    }
  }
  return sums
}
