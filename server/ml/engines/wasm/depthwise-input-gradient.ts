import type { Tensor4D } from '../tensor.ts'
import { type ConvolutionAttributes, convolutionGeometry, spreadForInputGradient } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { inputShape: [number, number, number, number] }

/** Gradient of a depthwise convolution's input [n, h, w, c]: dy, spread by the stride, through the turned filter [kh, kw, c, 1]. */
export const depthwiseInputGradient = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  compute(tf, { dy, filter }, attributes) {
    if (filter.shape[3] !== 1) throw new Error(`expected a depthwise filter with one output per channel, got ${filter.shape[3]}`)
    const geometry = convolutionGeometry(tf, attributes.inputShape, filter.shape, attributes, true)
    const turned = tf.reverse(filter as Tensor4D, [0, 1])
    return tf.depthwiseConv2d(spreadForInputGradient(tf, dy as Tensor4D, geometry), turned, 1, 'valid')
  },
} satisfies ComposedKernel<'dy' | 'filter', Attributes>
