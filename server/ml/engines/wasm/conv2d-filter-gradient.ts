import type { Tensor4D } from '../tensor.ts'
import { type ConvolutionAttributes, convolutionGeometry, metPixels } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { filterShape: [number, number, number, number] }

/**
 * Gradient of a convolution's filter [kh, kw, in, out], which is a convolution itself: input channels take the place of images, images
 * that of channels, dy is the filter, and the stride between its taps is a dilation. So the engine's fast convolution does the work.
 */
export const conv2dFilterGradient = {
  name: 'Conv2DBackpropFilter',
  compute(tf, { x, dy }, attributes) {
    const geometry = convolutionGeometry(tf, x.shape, attributes.filterShape, attributes)
    const images = tf.transpose(metPixels(tf, x as Tensor4D, geometry), [3, 1, 2, 0])
    const taps = tf.transpose(dy as Tensor4D, [1, 2, 0, 3])
    const dilation: [number, number] = [geometry.strideHeight, geometry.strideWidth]
    return tf.transpose(tf.conv2d(images, taps, 1, 'valid', 'NHWC', dilation), [1, 2, 0, 3])
  },
} satisfies ComposedKernel<'x' | 'dy', Attributes>
