import type { Tensor4D } from '../tensor.ts'
import { type ConvolutionAttributes, convolutionGeometry, spreadForInputGradient } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { inputShape: [number, number, number, number] }

/** Gradient of a convolution's input [n, h, w, in]: dy, spread by the stride, convolved with the filter turned by 180 degrees. */
export const conv2dInputGradient = {
  name: 'Conv2DBackpropInput',
  compute(tf, { dy, filter }, attributes) {
    const geometry = convolutionGeometry(tf, attributes.inputShape, filter.shape, attributes)
    const turned = tf.transpose(tf.reverse(filter as Tensor4D, [0, 1]), [0, 1, 3, 2])
    return tf.conv2d(spreadForInputGradient(tf, dy as Tensor4D, geometry), turned as Tensor4D, 1, 'valid')
  },
} satisfies ComposedKernel<'dy' | 'filter', Attributes>
