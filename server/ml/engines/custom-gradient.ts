import type { Tensor, Tf } from './tensor.ts'

type Save = (tensors: Tensor[]) => void

/** A function of tensors with its gradient written by hand; `saved` is what the forward pass put aside for it. */
export type DifferentiableFunction = (
  inputs: Tensor[],
  save: Save,
) => { value: Tensor; gradient(dy: Tensor, saved: Tensor[]): Tensor[] }

/** Runs a hand-differentiated function; the one place that knows how the library passes `save` behind the inputs. */
export function withGradient(tf: Tf, inputs: Tensor[], compute: DifferentiableFunction): Tensor {
  const differentiable = tf.customGrad((...all: unknown[]) => {
    const { value, gradient } = compute(all.slice(0, inputs.length) as Tensor[], all[inputs.length] as Save)
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved) }
  })
  return differentiable(...inputs)
}
