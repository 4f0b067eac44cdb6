import { levelled, levelWeights } from '../networks/levels.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { DETECTOR_MAPS, expectGraph } from '../pretrained/pretrained-graph.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.02
const DECODER_CHANNELS = 32
/** The brightest value of the images that the body was taught by. */
const WHITE = 255
/** The first block's map, at a half of the input. */
const FINE_OUTPUT = 'tower_0/MobilenetV3/expanded_conv/add'

/** A segmenter on MobileNetV3 that has seen the photographs of COCO, with a new decoder from a quarter to a half of the input. */
export const segmenterPretrained = {
  id: 'segmenter-pretrained',
  title: 'Segmenter, pretrained on photographs',
  tasks: ['segmentation'],
  pretrained: true,
  stride: 2,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = graphBody(expectGraph(graph), [...DETECTOR_MAPS, FINE_OUTPUT])
  const net = networkBuilder([...levelWeights(WHITE), ...body.weights])
  const fineChannels = body.channels.at(-1) ?? 0
  const coarseChannels = body.channels.slice(0, -1).reduce((sum, channels) => sum + channels, 0)
  const up2 = net.convolution('up2', { from: coarseChannels, to: DECODER_CHANNELS, size: 1, part: 'head' })
  const side2 = net.convolution('side2', { from: fineChannels, to: DECODER_CHANNELS, size: 1, part: 'head' })
  const merge2 = net.convolution('merge2', { from: DECODER_CHANNELS, to: DECODER_CHANNELS, part: 'head' })
  const last = net.output('output', { from: DECODER_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => {
    const maps = body.run(pass, levelled(pass, images))
    const fine = side2(pass, maps.at(-1) as typeof images)
    const coarse = up2(pass, pass.concatenate(maps.slice(0, -1)))
    return last(pass, merge2(pass, pass.add(pass.enlarge(coarse, 2, 'bilinear'), fine)))
  })
}
