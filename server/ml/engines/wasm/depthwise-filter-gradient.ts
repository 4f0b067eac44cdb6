import type { Tensor4D } from '../tensor.ts'
import { type ConvolutionAttributes, convolutionGeometry, tapViews } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { filterShape: [number, number, number, number] }

/** Gradient of a depthwise filter [kh, kw, channels, 1]: per tap, the sum over all pixels of x times dy. */
export const depthwiseFilterGradient = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  compute(tf, { x, dy }, attributes) {
    const { filterShape } = attributes
    if (filterShape[3] !== 1) throw new Error(`expected a depthwise filter with one output per channel, got ${filterShape[3]}`)
    const geometry = convolutionGeometry(tf, x.shape, filterShape, attributes, true)
    const perTap = tapViews(tf, x as Tensor4D, geometry).map((view) => tf.sum(tf.mul(view, dy), [0, 1, 2]))
    return tf.reshape(tf.stack(perTap), filterShape)
  },
} satisfies ComposedKernel<'x' | 'dy', Attributes>
