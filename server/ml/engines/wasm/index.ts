import type { Tf } from '../tensor.ts'
import { conv2dFilterGradient } from './conv2d-filter-gradient.ts'
import { conv2dInputGradient } from './conv2d-input-gradient.ts'
import { depthwiseFilterGradient } from './depthwise-filter-gradient.ts'
import { depthwiseInputGradient } from './depthwise-input-gradient.ts'
import { registerKernel } from './kernel.ts'

/** Gives the wasm engine the gradients it was published without (and the strided input gradient, where its own is slow). */
export function registerGradientKernels(tf: Tf): void {
  registerKernel(tf, conv2dFilterGradient)
  registerKernel(tf, conv2dInputGradient)
  registerKernel(tf, depthwiseFilterGradient)
  registerKernel(tf, depthwiseInputGradient)
}
