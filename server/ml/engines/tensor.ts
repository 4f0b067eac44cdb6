/** The tensor library as it is passed around: `tf` is an argument everywhere and imported only by the engines. */
export type Tf = typeof import('@tensorflow/tfjs-core')
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
