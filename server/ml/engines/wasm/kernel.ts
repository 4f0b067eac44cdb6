import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tensor, Tf } from '../tensor.ts'

/** A kernel written with the library's own operations: named tensors and attributes in, one tensor out. */
export type ComposedKernel<Inputs extends string, Attributes> = {
  name: string
  compute(tf: Tf, inputs: Record<Inputs, Tensor>, attributes: Attributes): Tensor
}

/** Puts a kernel into the wasm engine's registry, in place of one that is there. */
export function registerKernel<Inputs extends string, Attributes>(tf: Tf, kernel: ComposedKernel<Inputs, Attributes>): void {
  if (tf.getKernel(kernel.name, 'wasm')) tf.unregisterKernel(kernel.name, 'wasm')
  const kernelFunc: KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, borrow(tf, info as TensorInfo)]))
      return kernel.compute(tf, tensors as Record<Inputs, Tensor>, attrs as Attributes)
    })
  tf.registerKernel({ kernelName: kernel.name, backendName: 'wasm', kernelFunc })
}

/** A tensor over another kernel's data: it takes a reference of its own, or tidying it away would free the data under its owner. */
function borrow(tf: Tf, info: TensorInfo): Tensor {
  tf.engine().backend.incRef(info.dataId)
  return tf.engine().makeTensorFromTensorInfo(info)
}
