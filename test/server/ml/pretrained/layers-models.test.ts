import * as plain from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPublished } from '#server/ml/pretrained/read-published.ts'
import { furthest, TOLERANCE } from '../models/furthest.ts'
import { filesOfLayers, someImages, valuesAt } from './published-files.ts'

const SIDE = 16
const { layers } = plain
type Layer = { apply(inputs: plain.SymbolicTensor | plain.SymbolicTensor[]): unknown }

describe('a Keras model', () => {
  beforeAll(() => plain.setBackend('cpu'))

  const activations = ['relu', 'relu6', 'sigmoid', 'tanh', 'hardSigmoid', 'swish'] as const
  const single: Record<string, () => plain.layers.Layer | plain.layers.Layer[]> = {
    'a convolution with stride': () => layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
    'a convolution that is valid': () => layers.conv2d({ filters: 5, kernelSize: [3, 2], activation: 'relu' }),
    'a depthwise convolution': () => layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu6' as 'relu' }),
    'a separable convolution': () => layers.separableConv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'same' }),
    'a convolution and its normalisation': () => [
      layers.conv2d({ filters: 5, kernelSize: 3, useBias: false }),
      layers.batchNormalization({}),
      layers.activation({ activation: 'relu' }),
    ],
    'a normalisation of what was rectified': () => [
      layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
      layers.batchNormalization({ scale: false, epsilon: 0.01 }),
    ],
    'a rectifier up to six': () => layers.reLU({ maxValue: 6 }),
    'a rectifier up to one': () => layers.reLU({ maxValue: 1 }),
    'a leaky rectifier': () => layers.leakyReLU({ alpha: 0.1 }),
    'a leaky rectifier that has learned': () => layers.prelu({ sharedAxes: [1, 2] }),
    'the greatest of windows': () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    'the averages of windows': () => layers.averagePooling2d({ poolSize: 2 }),
    'the averages of windows at the border': () => layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }),
    'zeros around': () =>
      layers.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 3],
        ],
      }),
    'doubling by repetition': () => layers.upSampling2d({ size: [2, 2] }),
    'doubling by interpolation': () => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    'the average of an image': () => layers.globalAveragePooling2d({}),
    'a dropout': () => [layers.conv2d({ filters: 5, kernelSize: 1 }), layers.dropout({ rate: 0.5 })],
    ...Object.fromEntries(
      activations.map((activation) => [
        `the activation ${activation}`,
        () => layers.activation({ activation: activation as 'relu' }),
      ]),
    ),
  }

  test.each(Object.entries(single))('is read as it computes: %s', async (_, made) => {
    await expectSame((x) => [made()].flat().reduce((map, layer) => apply(layer, map), x))
  })

  test('is read as it computes: branches that are added, multiplied and joined', async () => {
    await expectSame((x) => {
      const map = apply(layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }), x)
      const weights = ['sigmoid', 'relu', 'tanh'].map((activation) =>
        apply(layers.activation({ activation: activation as 'relu' }), map),
      )
      const sum = apply(layers.add(), weights)
      const product = apply(layers.multiply(), [sum, map])
      return apply(layers.concatenate(), [product, map])
    })
  })

  test('is read as it computes: channels weighed by a fully connected layer on their averages', async () => {
    await expectSame((x) => {
      const map = apply(layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }), x)
      const averages = apply(layers.globalAveragePooling2d({}), map)
      const shares = apply(layers.dense({ units: 4, activation: 'sigmoid' }), averages)
      const product = apply(layers.multiply(), [apply(layers.reshape({ targetShape: [1, 1, 4] }), shares), map])
      return apply(layers.conv2d({ filters: 3, kernelSize: 1 }), product)
    })
  })

  test('is read as it computes: a sequence, with a model inside', async () => {
    const inner = plain.sequential({
      layers: [
        layers.conv2d({ inputShape: [SIDE, SIDE, 3], filters: 4, kernelSize: 3, padding: 'same', name: 'inner_conv' }),
        layers.batchNormalization({ name: 'inner_norm' }),
      ],
    })
    const model = plain.sequential({ layers: [inner, layers.conv2d({ filters: 2, kernelSize: 3, name: 'outer' })] })
    await expectSameModel(model)
  })

  test('is read up to its answer: flattening and what follows is left out', async () => {
    const model = plain.sequential({
      layers: [
        layers.conv2d({ inputShape: [SIDE, SIDE, 3], filters: 4, kernelSize: 3, name: 'last' }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    })
    const { graph, endsBefore } = readPublished(await filesOfLayers(model))
    expect(graph.nodes.map(({ name }) => name)).toEqual(['last'])
    expect(endsBefore).toEqual(['expected one number per channel for Flatten (flat)'])
  })

  test('with a layer that is not known before a convolution is refused by its name', async () => {
    const model = plain.sequential({
      layers: [
        layers.layerNormalization({ inputShape: [SIDE, SIDE, 3], name: 'odd' }),
        layers.conv2d({ filters: 4, kernelSize: 3, name: 'after' }),
      ],
    })
    const files = await filesOfLayers(model)
    expect(() => readPublished(files)).toThrow(
      /^the convolution after depends on what cannot be read: got LayerNormalization \(odd\), expected one of Conv2D, /,
    )
  })

  test('with taps that lie apart is refused: no engine has their gradients', async () => {
    const model = plain.sequential({
      layers: [layers.conv2d({ inputShape: [SIDE, SIDE, 3], filters: 4, kernelSize: 3, dilationRate: 2, name: 'wide' })],
    })
    const files = await filesOfLayers(model)
    expect(() => readPublished(files)).toThrow('expected neighbouring taps (no dilation_rate) for Conv2D (wide)')
  })

  test('for images of one channel takes the brightness of colours', async () => {
    const model = plain.sequential({
      layers: [layers.conv2d({ inputShape: [SIDE, SIDE, 1], filters: 4, kernelSize: 3, name: 'last' })],
    })
    const colours = someImages(SIDE)
    const grey = plain.sum(plain.mul(colours, [0.299, 0.587, 0.114]), 3, true)
    const wanted = (model.predict(grey) as plain.Tensor).dataSync()
    const { graph } = readPublished(await filesOfLayers(model))
    expect(furthest(valuesAt(graph, 'last', colours), wanted)).toBeLessThan(TOLERANCE)
  })
})

const apply = (layer: Layer, inputs: plain.SymbolicTensor | plain.SymbolicTensor[]): plain.SymbolicTensor =>
  layer.apply(inputs) as plain.SymbolicTensor

async function expectSame(build: (x: plain.SymbolicTensor) => plain.SymbolicTensor): Promise<void> {
  const input = plain.input({ shape: [SIDE, SIDE, 3] })
  await expectSameModel(plain.model({ inputs: input, outputs: build(input) }))
}

/** With weights by chance where they would begin with 0 or 1, so that none is left out unnoticed. */
async function expectSameModel(model: plain.LayersModel): Promise<void> {
  model.setWeights(
    model.getWeights().map((weight, index) => plain.abs(plain.randomNormal(weight.shape, 0.2, 0.4, 'float32', index + 1))),
  )
  const images = someImages(SIDE)
  const wanted = model.predict(images) as plain.Tensor
  const { graph, endsBefore } = readPublished(await filesOfLayers(model))
  expect(endsBefore).toEqual([])
  const last = graph.nodes.at(-1)?.name ?? ''
  const found = valuesAt(graph, last, images)
  expect(found.length).toBe(wanted.size)
  expect(furthest(found, wanted.dataSync())).toBeLessThan(TOLERANCE)
}
