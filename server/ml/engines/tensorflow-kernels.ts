import { withGradient } from './custom-gradient.ts'
import type { Rectifier } from './engine.ts'
import type { Tensor, Tf } from './tensor.ts'

export type Attribute = { name: string; type: number; value: unknown }

/** What the native backend offers beside the library's kernels: any TensorFlow operation by its name. */
export type NativeBackend = {
  binding: { TF_ATTR_FLOAT: number; TF_ATTR_STRING: number; TF_ATTR_BOOL: number; TF_ATTR_TYPE: number; TF_FLOAT: number }
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: Tensor[], outputs: number): Tensor[]
}

const forward = { relu: 'Relu', relu6: 'Relu6' } as const satisfies Record<Rectifier, string>
const backward = { relu: 'ReluGrad', relu6: 'Relu6Grad' } as const satisfies Record<Rectifier, string>

/** x -> max(x, 0), or that up to 6, with TensorFlow's own gradient: the library composes it from six operations instead of one. */
export function rectifyNatively(tf: Tf, backend: NativeBackend, x: Tensor, rectifier: Rectifier): Tensor {
  const attributes = [{ name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }]
  const execute = (name: string, inputs: Tensor[]) => backend.executeMultipleOutputs(name, attributes, inputs, 1)
  return withGradient(tf, [x], (inputs, save) => {
    const value = execute(forward[rectifier], inputs)[0] as Tensor
    save([value])
    return { value, gradient: (dy, saved) => execute(backward[rectifier], [dy, ...saved]) }
  })
}
