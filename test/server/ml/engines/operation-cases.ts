import { NORMALIZATION_EPSILON } from '#server/ml/engines/batch-normalization.ts'
import type { Engine } from '#server/ml/engines/engine.ts'
import type { Tensor, Tensor1D, Tensor4D } from '#server/ml/engines/tensor.ts'
import { tensorOperations } from '#server/ml/networks/tensor-operations.ts'
import { at, combined, convolved, doubledPlainly, each, mapOf, meanOf, type PlainMap, slidPlainly } from './plain-maps.ts'

/** An operation of the networks or of their losses, on an engine and in double precision. */
export type OperationCase = {
  name: string
  inputs: readonly PlainMap['shape'][]
  /** Only positive inputs, where a logarithm is taken. */
  positive?: true
  onEngine(engine: Engine, inputs: Tensor4D[]): Tensor
  plainly(inputs: PlainMap[]): PlainMap
}

const X = [2, 5, 6, 3] as const
const CHANNELS = [1, 1, 1, 3] as const
const PIXEL_AXES = [1, 2]
const SIDE = 2
const POWER = 4
const HARD = { shift: 3, most: 6 }

const geometries = [
  { size: 1, stride: 1, pad: 'same' },
  { size: 3, stride: 1, pad: 'same' },
  { size: 3, stride: 2, pad: 'same' },
  { size: 5, stride: 2, pad: 'same' },
  { size: 3, stride: 1, pad: 'valid' },
] as const

const convolutions = geometries.flatMap(({ size, stride, pad }): OperationCase[] => [
  {
    name: `a convolution with bias, ${size} x ${size}, stride ${stride}, ${pad}`,
    inputs: [X, [size, size, 3, 4], [1, 1, 1, 4]],
    onEngine: (engine, [x, filter, bias]) =>
      engine.tf.fused.conv2d({ x: x as Tensor4D, filter: filter as Tensor4D, strides: stride, pad, bias: flat(engine, bias) }),
    plainly: ([x, filter, bias]) =>
      combined(convolved(x as PlainMap, filter as PlainMap, { stride, pad }), bias as PlainMap, sum),
  },
  {
    name: `a depthwise convolution with bias, ${size} x ${size}, stride ${stride}, ${pad}`,
    inputs: [X, [size, size, 3, 1], CHANNELS],
    onEngine: (engine, [x, filter, bias]) =>
      engine.tf.fused.depthwiseConv2d({
        x: x as Tensor4D,
        filter: filter as Tensor4D,
        strides: stride,
        pad,
        bias: flat(engine, bias),
      }),
    plainly: ([x, filter, bias]) =>
      combined(convolved(x as PlainMap, filter as PlainMap, { stride, pad, depthwise: true }), bias as PlainMap, sum),
  },
])

const windows = (['average', 'maximum'] as const).flatMap((kind) =>
  (
    [
      { size: 2, stride: 2, padding: 'valid' },
      { size: 3, stride: 2, padding: 'same' },
      { size: 3, stride: 1, padding: 'same' },
    ] as const
  ).map(
    ({ size, stride, padding }): OperationCase => ({
      name: `the ${kind} of a sliding square, ${size} x ${size}, stride ${stride}, ${padding}`,
      inputs: [X],
      onEngine: (engine, [x]) => operationsOf(engine).slide(x as Tensor4D, { kind, size, stride, padding }),
      plainly: ([x]) => slidPlainly(x as PlainMap, { kind, size, stride, pad: padding }),
    }),
  ),
)

const ZEROS = { top: 1, bottom: 2, left: 0, right: 3 }
const RESCALED = { scale: [0.5, -2, 3], shift: [0.1, 0, -4] }

/** Everything that is differentiated while a network learns. */
export const operationCases: readonly OperationCase[] = [
  ...convolutions,
  ...windows,
  {
    name: 'zeros around a map',
    inputs: [X],
    onEngine: (engine, [x]) => operationsOf(engine).pad(x as Tensor4D, ZEROS),
    plainly: ([x]) =>
      mapOf([X[0], X[1] + ZEROS.top + ZEROS.bottom, X[2] + ZEROS.left + ZEROS.right, X[3]], (n, y, column, c) =>
        at(x as PlainMap, n, y - ZEROS.top, column - ZEROS.left, c),
      ),
  },
  {
    name: 'channels rescaled by constants',
    inputs: [X],
    onEngine: (engine, [x]) => operationsOf(engine).rescale(x as Tensor4D, RESCALED),
    plainly: ([x]) =>
      mapOf(X, (...place) => at(x as PlainMap, ...place) * (RESCALED.scale[place[3]] ?? 0) + (RESCALED.shift[place[3]] ?? 0)),
  },
  {
    name: 'batch normalisation',
    inputs: [X, CHANNELS, CHANNELS],
    onEngine(engine, [x, scale, offset]) {
      const { y, mean, variance } = engine.normalizeBatch(x as Tensor4D, flat(engine, scale), flat(engine, offset))
      engine.tf.dispose([mean, variance])
      return y
    },
    plainly([x, scale, offset]) {
      const centred = combined(x as PlainMap, meanOf(x as PlainMap, 'batch'), (value, mean) => value - mean)
      const variance = meanOf(
        each(centred, (value) => value ** 2),
        'batch',
      )
      const whitened = combined(centred, variance, (value, spread) => value / Math.sqrt(spread + NORMALIZATION_EPSILON))
      return combined(combined(whitened, scale as PlainMap, product), offset as PlainMap, sum)
    },
  },
  unary(
    'a rectifier',
    ({ rectify }, x) => rectify(x, 'relu'),
    (x) => Math.max(0, x),
  ),
  unary(
    'a rectifier up to six',
    ({ rectify, tf }, x) => rectify(tf.mul(x, SIDE * SIDE), 'relu6'),
    (x) => Math.min(HARD.most, Math.max(0, x * SIDE * SIDE)),
  ),
  unary(
    'a sigmoid',
    ({ tf }, x) => tf.sigmoid(x),
    (x) => 1 / (1 + Math.exp(-x)),
  ),
  unary('an exponential', ({ tf }, x) => tf.exp(x), Math.exp),
  unary(
    'a square',
    ({ tf }, x) => tf.square(x),
    (x) => x ** 2,
  ),
  unary(
    'bounds',
    ({ tf }, x) => tf.clipByValue(x, -1, 1),
    (x) => Math.min(1, Math.max(-1, x)),
  ),
  { ...unary('a logarithm', ({ tf }, x) => tf.log(x), Math.log), positive: true },
  {
    ...unary(
      'a power',
      ({ tf }, x) => tf.pow(x, POWER),
      (x) => x ** POWER,
    ),
    positive: true,
  },
  binary('a sum of maps', ({ tf }, a, b) => tf.add(a, b), sum, X),
  binary('a product with one number per channel', ({ tf }, a, b) => tf.mul(a, b), product, [2, 1, 1, 3]),
  binary(
    'a difference',
    ({ tf }, a, b) => tf.sub(a, b),
    (a, b) => a - b,
    X,
  ),
  binary('the smaller', ({ tf }, a, b) => tf.minimum(a, b), Math.min, X),
  binary('the greater', ({ tf }, a, b) => tf.maximum(a, b), Math.max, X),
  {
    ...binary(
      'a quotient',
      ({ tf }, a, b) => tf.div(a, b),
      (a, b) => a / b,
      X,
    ),
    positive: true,
  },
  {
    name: 'the mean of an image',
    inputs: [X],
    onEngine: ({ tf }, [x]) => tf.mean(x as Tensor, PIXEL_AXES, true),
    plainly: ([x]) => meanOf(x as PlainMap, 'image'),
  },
  {
    name: 'doubling by repetition',
    inputs: [X],
    onEngine: ({ tf }, [x]) => tf.image.resizeNearestNeighbor(x as Tensor4D, [X[1] * SIDE, X[2] * SIDE]),
    plainly: ([x]) => doubledPlainly(x as PlainMap, false),
  },
  {
    name: 'doubling by interpolation',
    inputs: [X],
    onEngine: ({ tf }, [x]) => tf.image.resizeBilinear(x as Tensor4D, [X[1] * SIDE, X[2] * SIDE]),
    plainly: ([x]) => doubledPlainly(x as PlainMap, true),
  },
  {
    name: 'doubling by interpolation between the middles of pixels',
    inputs: [X],
    onEngine: (engine, [x]) => operationsOf(engine).enlarge(x as Tensor4D, SIDE, 'centred'),
    plainly: ([x]) => doubledPlainly(x as PlainMap, true, 0.25),
  },
  {
    name: 'joined channels, taken apart again and weighed',
    inputs: [X, X],
    onEngine({ tf }, [a, b]) {
      const [first, second] = tf.split(tf.concat([a as Tensor4D, b as Tensor4D], 3), [1, 5], 3) as [Tensor, Tensor]
      return tf.mul(first, second)
    },
    plainly([a, b]) {
      const joined = (c: number) => ({ map: (c < 3 ? a : b) as PlainMap, channel: c % 3 })
      const channel = (c: number) => mapOf([X[0], X[1], X[2], 1], (n, y, x) => pixel(joined(c).map, n, y, x, joined(c).channel))
      const first = channel(0)
      const rest = Array.from({ length: 5 }, (_, index) => combined(first, channel(index + 1), product))
      return mapOf([X[0], X[1], X[2], 5], (n, y, x, c) => pixel(rest[c] as PlainMap, n, y, x, 0))
    },
  },
  {
    name: 'the logarithm of a softmax',
    inputs: [X],
    onEngine: ({ tf }, [x]) => tf.logSoftmax(x as Tensor),
    plainly: ([x]) =>
      mapOf(X, (n, y, column, c) => {
        const logits = [0, 1, 2].map((other) => pixel(x as PlainMap, n, y, column, other))
        return (logits[c] as number) - Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0))
      }),
  },
]

const operationsOf = (engine: Engine) => tensorOperations(engine.tf, engine.rectify)

function unary(name: string, onEngine: (engine: Engine, x: Tensor4D) => Tensor, plainly: (x: number) => number): OperationCase {
  return {
    name,
    inputs: [X],
    onEngine: (engine, [x]) => onEngine(engine, x as Tensor4D),
    plainly: ([x]) => each(x as PlainMap, plainly),
  }
}

function binary(
  name: string,
  onEngine: (engine: Engine, a: Tensor4D, b: Tensor4D) => Tensor,
  plainly: (a: number, b: number) => number,
  second: PlainMap['shape'],
): OperationCase {
  return {
    name,
    inputs: [X, second],
    onEngine: (engine, [a, b]) => onEngine(engine, a as Tensor4D, b as Tensor4D),
    plainly: ([a, b]) => combined(a as PlainMap, b as PlainMap, plainly),
  }
}

function pixel({ shape: [, h, w, c], values }: PlainMap, n: number, y: number, x: number, channel: number): number {
  return values[((n * h + y) * w + x) * c + channel] as number
}

/** A vector with numbers of its own: wasm's fused kernels look at the shape that the numbers were first written in. */
function flat({ tf }: Engine, tensor: Tensor4D | undefined): Tensor1D {
  return tf.mul((tensor as Tensor4D).flatten(), 1)
}

function sum(a: number, b: number): number {
  return a + b
}

function product(a: number, b: number): number {
  return a * b
}
