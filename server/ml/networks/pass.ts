import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor1D, Tensor4D, Tf } from '../engines/tensor.ts'
import type { Operations } from './operations.ts'
import { tensorOperations } from './tensor-operations.ts'

/** One convolution with what surrounds it; a normalised one has scale and offset, any other a bias. */
export type ConvolutionLayer = {
  name: string
  stride: number
  padding: 'same' | 'valid'
  activation: 'linear' | 'relu'
  depthwise: boolean
  normalized: boolean
}

/**
 * One run through a network: learning (statistics of the batch), predicting (statistics folded into the filters) or recording (nothing is
 * computed, see `recording-pass.ts`). Architectures speak to nothing else, so that what learns can also leave the house.
 */
export type Pass<Value = Tensor> = Operations<Value> & {
  /** [n, h, w, from] -> [n, h', w', to], with the weights named after the layer. */
  convolve(layer: ConvolutionLayer, x: Value): Value
}

/** Statistics of one normalised layer in one batch; mean [c] and variance [c] belong to whoever asked for the pass. */
export type BatchStatistics = { name: string; mean: Tensor1D; variance: Tensor1D }

/** A pass for learning: batch statistics are used, and reported to `onStatistics`. */
export function learningPass(
  engine: Engine,
  weights: ReadonlyMap<string, Tensor>,
  onStatistics: (statistics: BatchStatistics) => void,
): Pass {
  const { tf } = engine
  const weight = (name: string) => weightNamed(weights, name)
  return {
    ...tensorOperations(tf, engine.rectify),
    convolve(layer, x) {
      const y = layer.normalized ? normalized(layer, x as Tensor4D) : biased(tf, layer, x as Tensor4D, weight)
      return layer.activation === 'relu' ? engine.rectify(y, 'relu') : y
    },
  }

  function normalized({ name, stride, padding }: ConvolutionLayer, x: Tensor4D): Tensor4D {
    const map = tf.conv2d(x, weight(`${name}/filter`) as Tensor4D, stride, padding)
    const [scale, offset] = [weight(`${name}/scale`) as Tensor1D, weight(`${name}/offset`) as Tensor1D]
    const { y, mean, variance } = engine.normalizeBatch(map, scale, offset)
    onStatistics({ name, mean, variance })
    return y
  }
}

/** A pass for predicting with folded weights: every convolution has a filter and a bias, and is one fused operation. */
export function predictingPass(tf: Tf, weights: ReadonlyMap<string, Tensor>): Pass {
  const weight = (name: string) => weightNamed(weights, name)
  return {
    ...tensorOperations(tf, (x, rectifier) => tf[rectifier](x)),
    convolve: (layer, x) => biased(tf, layer, x as Tensor4D, weight, layer.activation),
  }
}

/** Convolution and bias as one operation; only without an activation is it one when learning too. */
function biased(
  tf: Tf,
  layer: ConvolutionLayer,
  x: Tensor4D,
  weight: (name: string) => Tensor,
  activation: 'linear' | 'relu' = 'linear',
): Tensor4D {
  const { name, stride, padding, depthwise } = layer
  const filter = weight(`${name}/filter`) as Tensor4D
  const options = { x, filter, strides: stride, pad: padding, activation, bias: weight(`${name}/bias`) }
  return depthwise ? tf.fused.depthwiseConv2d(options) : tf.fused.conv2d(options)
}

function weightNamed(weights: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const found = weights.get(name)
  if (!found) throw new Error(`expected a weight named ${name}, the model has ${[...weights.keys()].slice(0, 5).join(', ')}…`)
  return found
}
