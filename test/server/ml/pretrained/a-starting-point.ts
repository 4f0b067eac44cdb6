import * as plain from '@tensorflow/tfjs'
import type { BodyUse, PretrainedGraph } from '#server/ml/pretrained/pretrained-graph.ts'
import type { PublishedFiles } from '#server/ml/pretrained/published-weights.ts'
import { readStartingPoint } from '#server/ml/pretrained/read-published.ts'
import { pixelRanges } from '#shared/domain/starting-point.ts'
import { filesOfLayers } from './published-files.ts'

const SIDE = 64
const { layers } = plain

/** A small classifier as it would be published: convolutions down to a sixteenth of the image, averages, three kinds of things. */
export async function aPublishedClassifier(): Promise<PublishedFiles> {
  await plain.setBackend('cpu')
  const input = plain.input({ shape: [SIDE, SIDE, 3] })
  const blocks = [8, 12, 16, 24].flatMap((filters, index) => [
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [0, 1],
      ],
      name: `pad${index}`,
    }),
    layers.conv2d({ filters, kernelSize: 3, strides: 2, useBias: false, name: `conv${index}` }),
    layers.batchNormalization({ name: `norm${index}` }),
    layers.reLU({ maxValue: 6, name: `relu${index}` }),
  ])
  const body = blocks.reduce((map, layer) => layer.apply(map) as plain.SymbolicTensor, input)
  const averages = layers.globalAveragePooling2d({ name: 'averages' }).apply(body) as plain.SymbolicTensor
  const answer = layers.dense({ units: 3, activation: 'softmax', name: 'answer' }).apply(averages) as plain.SymbolicTensor
  const model = plain.model({ inputs: input, outputs: answer })
  const drawn = (weight: plain.Tensor, index: number) =>
    weight.rank > 1
      ? plain.randomNormal(weight.shape, 0, 0.3, 'float32', index + 1)
      : plain.randomUniform(weight.shape, 0.5, 1.5, 'float32', index + 1)
  model.setWeights(model.getWeights().map(drawn))
  return filesOfLayers(model)
}

/** Its body to start from. */
export async function aStartingPoint(): Promise<PretrainedGraph & { use: BodyUse }> {
  return readStartingPoint(await aPublishedClassifier(), pixelRanges['-1..1']).graph
}
