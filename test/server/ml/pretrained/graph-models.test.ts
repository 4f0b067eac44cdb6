import * as plain from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPublished, readStartingPoint } from '#server/ml/pretrained/read-published.ts'
import { furthest, TOLERANCE } from '../models/furthest.ts'
import { type Constant, filesOfGraph, type Node, numbers, publishedGraph, someImages, valuesAt } from './published-files.ts'

const SIDE = 16
const AS_BYTES = { scale: [1], shift: [0] }
const floats = { T: { type: 'DT_FLOAT' } }
const word = (text: string) => ({ s: Buffer.from(text).toString('base64') })
const words = (...texts: string[]) => ({ list: { s: texts.map((text) => Buffer.from(text).toString('base64')) } })
const wholes = (...values: number[]) => ({ list: { i: values.map(String) } })
const sliding = (stride: number, padding: string) => ({
  strides: wholes(1, stride, stride, 1),
  dilations: wholes(1, 1, 1, 1),
  data_format: word('NHWC'),
  padding: word(padding),
})
const constant = (shape: number[], seed: number, options = {}): Constant => ({
  shape,
  values: numbers(
    shape.reduce((product, side) => product * side, 1),
    seed,
    options,
  ),
})
const whole = (shape: number[], ...values: number[]): Constant => ({ shape, values, whole: true })

const images: Node = { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: sides(-1, SIDE, SIDE, 3) } }
/** Maps of four channels, by a convolution without a bias. */
const map: Node = { name: 'map', op: 'Conv2D', input: ['x', 'map/filter'], attr: { ...floats, ...sliding(1, 'SAME') } }
const node = (op: string, input: string[], attr = {}): Node => ({ name: 'y', op, input, attr: { ...floats, ...attr } })

/** The nodes behind `map`, the last of them `y`, and the constants that they take. */
type Case = [title: string, nodes: Node[], constants: Record<string, Constant>]

const perChannel = { c: constant([4], 3, { shift: 1 }) }
const statistics = {
  ...perChannel,
  offset: constant([4], 4),
  mean: constant([4], 5),
  variance: constant([4], 6, { shift: 2 }),
}
const one = { c: { shape: [], values: [0.4] } }

const cases: Case[] = [
  ['_FusedConv2D with Relu', [fused('_FusedConv2D', 'Relu')], { f: constant([3, 3, 4, 5], 2), b: constant([5], 3) }],
  ['_FusedConv2D with Relu6', [fused('_FusedConv2D', 'Relu6')], { f: constant([1, 1, 4, 5], 2), b: constant([5], 3) }],
  [
    'FusedDepthwiseConv2dNative',
    [fused('FusedDepthwiseConv2dNative', 'Relu6')],
    { f: constant([3, 3, 4, 1], 2), b: constant([4], 3) },
  ],
  ['DepthwiseConv2dNative', [node('DepthwiseConv2dNative', ['map', 'f'], sliding(2, 'SAME'))], { f: constant([3, 3, 4, 1], 2) }],
  [
    'FusedBatchNormV3',
    [node('FusedBatchNormV3', ['map', 'c', 'offset', 'mean', 'variance'], { epsilon: { f: 0.01 }, is_training: { b: false } })],
    statistics,
  ],
  [
    'FusedBatchNormV3 of a map that others need too',
    [
      { ...node('FusedBatchNormV3', ['map', 'c', 'offset', 'mean', 'variance'], { epsilon: { f: 0.01 } }), name: 'norm' },
      node('AddV2', ['norm', 'map']),
    ],
    statistics,
  ],
  ['BiasAdd', [node('BiasAdd', ['map', 'c'])], perChannel],
  ...['AddV2', 'Sub', 'Mul', 'RealDiv'].flatMap((op): Case[] => [
    [`${op} of one number per channel`, [node(op, ['map', 'c'])], perChannel],
    [`${op} of one number`, [node(op, ['map', 'c'])], one],
  ]),
  ['Sub from one number', [node('Sub', ['c', 'map'])], one],
  ['Sub of maps', [{ ...node('Relu', ['map']), name: 'relu' }, node('Sub', ['relu', 'map'])], {}],
  ['AddN', [{ ...node('Sigmoid', ['map']), name: 'other' }, node('AddN', ['map', 'other'])], {}],
  ...['Relu', 'Relu6', 'Sigmoid', 'Tanh'].map((op): Case => [op, [node(op, ['map'])], {}]),
  ['LeakyRelu', [node('LeakyRelu', ['map'], { alpha: { f: 0.1 } })], {}],
  ['Prelu', [node('Prelu', ['map', 'c'])], { c: constant([1, 1, 4], 3) }],
  ['Minimum', [node('Minimum', ['map', 'c'])], one],
  ['Maximum', [node('Maximum', ['map', 'c'])], one],
  [
    'a rectifier up to six in three operations',
    [
      { ...node('Relu', ['map']), name: 'relu' },
      { ...node('Minimum', ['relu', 'six']), name: 'least' },
      node('Maximum', ['least', 'zero']),
    ],
    { six: { shape: [], values: [6] }, zero: { shape: [], values: [0] } },
  ],
  [
    'hard swish in four operations',
    [
      { ...node('AddV2', ['map', 'three']), name: 'shifted' },
      { ...node('Relu6', ['shifted']), name: 'cut' },
      { ...node('Mul', ['map', 'cut']), name: 'product' },
      node('Mul', ['product', 'sixth']),
    ],
    { three: { shape: [], values: [3] }, sixth: { shape: [], values: [1 / 6] } },
  ],
  ['MaxPool', [node('MaxPool', ['map'], { ksize: wholes(1, 3, 3, 1), ...sliding(2, 'SAME') })], {}],
  ['AvgPool', [node('AvgPool', ['map'], { ksize: wholes(1, 3, 3, 1), ...sliding(1, 'SAME') })], {}],
  [
    'channels weighed by the Mean of an image',
    [
      { ...node('Mean', ['map', 'axes'], { keep_dims: { b: true } }), name: 'mean' },
      { ...node('Sigmoid', ['mean']), name: 'share' },
      node('Mul', ['map', 'share']),
    ],
    { axes: whole([2], 1, 2) },
  ],
  [
    'a MatMul of one number per channel',
    [{ ...node('Mean', ['map', 'axes'], { keep_dims: { b: false } }), name: 'mean' }, node('MatMul', ['mean', 'f'])],
    { axes: whole([2], 1, 2), f: constant([4, 3], 2) },
  ],
  ['Pad', [node('Pad', ['map', 'zeros'])], { zeros: whole([4, 2], 0, 0, 1, 2, 0, 1, 0, 0) }],
  ['Pad of channels', [node('Pad', ['map', 'zeros'])], { zeros: whole([4, 2], 0, 0, 0, 0, 0, 0, 1, 2) }],
  [
    'padding that is explicit',
    [
      node('Conv2D', ['map', 'f'], {
        ...sliding(2, 'EXPLICIT'),
        explicit_paddings: wholes(0, 0, 1, 1, 1, 1, 0, 0),
      }),
    ],
    { f: constant([3, 3, 4, 5], 2) },
  ],
  ['ConcatV2', [{ ...node('Relu', ['map']), name: 'other' }, node('ConcatV2', ['map', 'other', 'axis'])], { axis: whole([], 3) }],
  ['ResizeNearestNeighbor', [node('ResizeNearestNeighbor', ['map', 'size'])], { size: whole([2], 2 * SIDE, 2 * SIDE) }],
  ['ResizeBilinear', [node('ResizeBilinear', ['map', 'size'])], { size: whole([2], 4 * SIDE, 4 * SIDE) }],
  [
    'ResizeBilinear between the middles of pixels',
    [node('ResizeBilinear', ['map', 'size'], { half_pixel_centers: { b: true }, align_corners: { b: false } })],
    { size: whole([2], 2 * SIDE, 2 * SIDE) },
  ],
]

describe('a TensorFlow graph', () => {
  beforeAll(() => plain.setBackend('cpu'))

  test.each(cases)('is read as it computes: %s', async (_, nodes, constants) => {
    const files = filesOfGraph([...nodes, map, images], { 'map/filter': constant([3, 3, 3, 4], 1), ...constants })
    const given = someImages(SIDE)
    const published = await publishedGraph(files)
    const wanted = published.execute(given, 'y') as plain.Tensor
    const { graph, endsBefore } = readPublished(files)
    expect(endsBefore).toEqual([])
    const found = valuesAt(graph, graph.nodes.at(-1)?.name ?? '', given)
    expect(found.length).toBe(wanted.size)
    expect(furthest(found, wanted.dataSync())).toBeLessThan(TOLERANCE)
  })

  test.each(['float16', 'uint8', 'uint16'] as const)(
    'is read out of files cut anywhere, with numbers packed as %s',
    async (packing) => {
      const files = filesOfGraph(
        [node('AddV2', ['map', 'c']), map, images],
        { ...perChannel, 'map/filter': constant([3, 3, 3, 4], 1) },
        { packing, shards: 3 },
      )
      const given = someImages(SIDE)
      const wanted = (await publishedGraph(files)).execute(given, 'y') as plain.Tensor
      const { graph } = readPublished(files)
      expect(furthest(valuesAt(graph, 'map', given), wanted.dataSync())).toBeLessThan(TOLERANCE)
    },
  )

  test('has its pixels brought into its range before the first convolution', async () => {
    const nodes = [
      { ...node('Sub', ['x', 'mean']), name: 'centred' },
      { ...node('Mul', ['centred', 'scale']), name: 'scaled' },
      { ...node('Conv2D', ['scaled', 'f'], sliding(1, 'SAME')), name: 'y' },
      images,
    ]
    const constants = { mean: constant([3], 1), scale: constant([1, 1, 1, 3], 2), f: constant([3, 3, 3, 4], 3) }
    const files = filesOfGraph(nodes, constants)
    const given = someImages(SIDE)
    const wanted = (await publishedGraph(files)).execute(given, 'y') as plain.Tensor
    const { graph } = readPublished(files)
    expect(graph.nodes.map(({ op }) => op)).toEqual(['rescale', 'rescale', 'convolution'])
    expect(furthest(valuesAt(graph, 'y', given), wanted.dataSync())).toBeLessThan(TOLERANCE)
  })

  test('ends before its answer, and says what it left out', () => {
    const nodes = [{ ...node('Softmax', ['map']), name: 'answer' }, map, images]
    const { graph, endsBefore } = readPublished(filesOfGraph(nodes, { 'map/filter': constant([3, 3, 3, 4], 1) }))
    expect(graph.nodes.map(({ name }) => name)).toEqual(['map'])
    expect(endsBefore[0]).toMatch(/^got Softmax \(answer\), expected one of Conv2D, /)
  })

  const after = { ...node('Conv2D', ['odd', 'f'], sliding(1, 'SAME')), name: 'after' }
  const refused: [string, Node, RegExp][] = [
    [
      'an operation that is not known',
      node('Elu', ['map']),
      /^the convolution after depends on what cannot be read: got Elu \(odd\), expected one of Conv2D, /,
    ],
    [
      'taps that lie apart',
      node('Conv2D', ['map', 'f'], { ...sliding(1, 'SAME'), dilations: wholes(1, 2, 2, 1) }),
      /expected neighbouring taps \(no dilations\) for Conv2D \(odd\)/,
    ],
    [
      'channels before the pixels',
      node('Conv2D', ['map', 'f'], { ...sliding(1, 'SAME'), data_format: word('NCHW') }),
      /expected channels behind the pixels \(NHWC\)/,
    ],
    [
      'filters that are computed',
      node('Conv2D', ['map', 'map'], sliding(1, 'SAME')),
      /expected constant numbers as input 2 for Conv2D \(odd\)/,
    ],
    [
      'a filter for other channels',
      node('Conv2D', ['map', 'three'], sliding(1, 'SAME')),
      /expected a filter for 4 channels for odd, got \[1, 1, 3, 4\]/,
    ],
    [
      'a size that is no multiple',
      node('ResizeBilinear', ['map', 'size']),
      /^the convolution after depends on what cannot be read: expected a whole multiple of \[16, 16\], not \[20, 20\], for ResizeBilinear \(odd\)$/,
    ],
  ]
  test.each(refused)('with %s is refused, with what was expected and what came', (_, odd, message) => {
    const constants = {
      'map/filter': constant([3, 3, 3, 4], 1),
      f: constant([1, 1, 4, 4], 2),
      three: constant([1, 1, 3, 4], 2),
      size: whole([2], 20, 20),
    }
    expect(() => readPublished(filesOfGraph([after, { ...odd, name: 'odd' }, map, images], constants))).toThrow(message)
  })

  const whole3 = filesOfGraph([map, images], { 'map/filter': constant([3, 3, 3, 4], 1) })
  const broken: [string, Map<string, Uint8Array>, RegExp][] = [
    [
      'weights that are missing',
      without('shard1of1.bin'),
      /^expected the file shard1of1.bin, which model.json names, got model.json$/,
    ],
    [
      'weights that are torn',
      holding('shard1of1.bin', new Uint8Array(100)),
      /^expected 432 bytes of weights in shard1of1.bin, got 100$/,
    ],
    ['no model.json', without('model.json'), /^expected a file model.json, got shard1of1.bin$/],
    [
      'a model.json that is torn',
      holding('model.json', new Uint8Array(Buffer.from('{"model'))),
      /^expected model.json to be JSON: /,
    ],
    [
      'another model.json',
      holding('model.json', new Uint8Array(Buffer.from('{"a":1}'))),
      /^expected model.json of a TensorFlow.js graph or layers model: modelTopology/,
    ],
  ]
  test.each(broken)('with %s is refused, with what was expected and what came', (_, files, message) => {
    expect(() => readPublished(files)).toThrow(message)
  })

  test('of hardly any convolutions is nothing to start from', () => {
    expect(() => readStartingPoint(whole3, AS_BYTES)).toThrow('expected a body of at least 3 convolutions, got 1')
  })

  function without(name: string): Map<string, Uint8Array> {
    return new Map([...whole3].filter(([each]) => each !== name))
  }

  function holding(name: string, bytes: Uint8Array): Map<string, Uint8Array> {
    return new Map([...whole3, [name, bytes]])
  }
})

function sides(...sizes: number[]) {
  return { shape: { dim: sizes.map((size) => ({ size: String(size) })) } }
}

function fused(op: string, activation: string): Node {
  return node(op, ['map', 'f', 'b'], { ...sliding(1, 'SAME'), num_args: { i: '1' }, fused_ops: words('BiasAdd', activation) })
}
