import type { NamedArray } from '../../networks/fold-normalization.ts'
import type { OnnxConstant } from './write-onnx.ts'

/** A filter [kh, kw, in, out] as ONNX wants it, [out, in, kh, kw]; a depthwise one [kh, kw, c, multiplier] becomes [c * multiplier, 1, kh, kw]. */
export function convolutionFilter({ name, shape, values }: NamedArray, depthwise: boolean): OnnxConstant {
  const [tall = 0, wide = 0, from = 0, to = 0] = shape
  const taps = tall * wide
  const dims = depthwise ? [from * to, 1, tall, wide] : [to, from, tall, wide]
  const data = new Float32Array(values.length)
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < from; input++) {
      for (let output = 0; output < to; output++) {
        const row = depthwise ? input * to + output : output * from + input
        data[row * taps + tap] = values[(tap * from + input) * to + output] as number
      }
    }
  }
  return { name, dims, data }
}
