import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor4D, Tf } from '../engines/tensor.ts'
import { HARD_SLOPE, LEAST_LOGARITHM_OF, type Operations, type Rescaling, type SlidingWindow } from './operations.ts'
import { type Spread, spread } from './spread.ts'

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3
const HARD_SHIFT = 3

/** The operations of networks as an engine computes them, by the rectifiers that it is given. */
export function tensorOperations(tf: Tf, rectify: Engine['rectify']): Operations<Tensor> {
  return {
    add: (x, y) => tf.add(x, y),
    multiply: (x, y) => tf.mul(x, y),
    concatenate: (maps) => tf.concat([...maps], CHANNEL_AXIS),
    activate(x, activation) {
      if (activation === 'sigmoid') return tf.sigmoid(x)
      if (activation === 'hardSigmoid') return tf.mul(rectify(tf.add(x, HARD_SHIFT), 'relu6'), HARD_SLOPE)
      if (activation === 'logarithm') return tf.log(tf.maximum(x, LEAST_LOGARITHM_OF))
      return rectify(x, activation)
    },
    pool: (x, kind) => (kind === 'average' ? tf.mean(x, PIXEL_AXES, true) : tf.max(x, PIXEL_AXES, true)),
    slide: (x, window) => slid(tf, x as Tensor4D, window),
    pad: (x, { top, bottom, left, right }) =>
      tf.pad4d(x as Tensor4D, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]),
    rescale: (x, rescaling) => rescaled(tf, x, rescaling),
    enlarge(x, times, sampling) {
      const [, height, width] = x.shape as Tensor4D['shape']
      const size: [number, number] = [height * times, width * times]
      if (sampling === 'nearest') return tf.image.resizeNearestNeighbor(x as Tensor4D, size)
      const raised = tf.image.resizeBilinear(x as Tensor4D, size)
      return sampling === 'centred' ? centred(tf, raised, times) : raised
    },
    flatten: (x) => tf.squeeze(x, PIXEL_AXES),
  }
}

function slid(tf: Tf, x: Tensor4D, { kind, size, stride, padding }: SlidingWindow): Tensor {
  if (kind === 'maximum') return tf.maxPool(x, size, stride, padding)
  return padding === 'valid' ? tf.avgPool(x, size, stride, padding) : averageInside(tf, x, size, stride)
}

/** Of a map that was doubled by its corners: every pixel and the one before it, averaged. Engines have no gradient for it as one operation. */
function centred(tf: Tf, doubled: Tensor4D, times: number): Tensor {
  if (times !== 2) throw new Error(`expected centred pixels to be doubled, got ${times} times`)
  const [, height, width] = doubled.shape
  const before = (size: number): Spread => ({ size, before: 1, after: 0 })
  return averagesOf(tf, doubled, { size: 2, stride: 1, rows: before(height), columns: before(width) })
}

/** Put together from what is inside: the gradients of the engines' own averages are wrong at the border (wasm, webgpu). */
function averageInside(tf: Tf, x: Tensor4D, size: number, stride: number): Tensor {
  const [, height, width] = x.shape
  const [rows, columns] = [height, width].map((side) => spread({ stride, padding: 'same' }, side, size)) as [Spread, Spread]
  return averagesOf(tf, x, { size, stride, rows, columns })
}

type Averages = { size: number; stride: number; rows: Spread; columns: Spread }

function averagesOf(tf: Tf, x: Tensor4D, { size, stride, rows, columns }: Averages): Tensor {
  const [, height, width] = x.shape
  const averages = tf.avgPool(
    tf.pad4d(x, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]),
    size,
    stride,
    'valid',
  )
  const [tall, wide] = [insideOf(rows, height, { size, stride }), insideOf(columns, width, { size, stride })]
  const shares = tall.flatMap((inRows) => wide.map((inColumns) => size ** 2 / (inRows * inColumns)))
  return tf.mul(averages, tf.tensor4d(shares, [1, rows.size, columns.size, 1]))
}

/** Along one side: how many taps of each window lie inside of the map. */
function insideOf({ size: cells, before }: Spread, side: number, { size, stride }: { size: number; stride: number }): number[] {
  return Array.from({ length: cells }, (_, cell) => {
    const first = cell * stride - before
    return Math.min(side, first + size) - Math.max(0, first)
  })
}

function rescaled(tf: Tf, x: Tensor, { scale, shift }: Rescaling): Tensor {
  const larger = scale.every((factor) => factor === 1) ? x : tf.mul(x, tf.tensor1d([...scale]))
  return shift.every((term) => term === 0) ? larger : tf.add(larger, tf.tensor1d([...shift]))
}
