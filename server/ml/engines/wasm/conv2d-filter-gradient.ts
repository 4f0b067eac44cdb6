import type { Tensor4D } from '../tensor.ts'
import { type ConvolutionAttributes, convolutionGeometry, tapViews } from './convolution-geometry.ts'
import type { ComposedKernel } from './kernel.ts'

type Attributes = ConvolutionAttributes & { filterShape: [number, number, number, number] }

/** Gradient of a convolution's filter: per tap, x [pixels, in] transposed times dy [pixels, out]; result [kh, kw, in, out]. */
export const conv2dFilterGradient = {
  name: 'Conv2DBackpropFilter',
  compute(tf, { x, dy }, attributes) {
    const { filterShape } = attributes
    const geometry = convolutionGeometry(tf, x.shape, filterShape, attributes)
    const pixels = geometry.batchSize * geometry.outHeight * geometry.outWidth
    const errors = tf.reshape(dy, [pixels, geometry.outChannels])
    const perTap = tapViews(tf, x as Tensor4D, geometry).map((view) =>
      tf.matMul(tf.reshape(view, [pixels, geometry.inChannels]), errors, true),
    )
    return tf.reshape(tf.concat(perTap, 0), filterShape)
  },
} satisfies ComposedKernel<'x' | 'dy', Attributes>
