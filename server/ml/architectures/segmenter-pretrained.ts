import { levelled, levelWeights } from '../networks/levels.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import { startingBody } from '../pretrained/starting-body.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.02
const DECODER_CHANNELS = 32
/** The brightest value of the images that the body was taught by. */
const WHITE = 255

/** A segmenter on a body that has seen photographs, with a new decoder from a quarter to a half of the input. */
export const segmenterPretrained = {
  id: 'segmenter-pretrained',
  title: 'Segmenter, pretrained on photographs',
  tasks: ['segmentation'],
  pretrained: true,
  anyBody: true,
  stride: 2,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = startingBody(graph, ['quarter', 'half'])
  const net = networkBuilder([...levelWeights(WHITE), ...body.weights])
  const { channels, run } = body.mount(net)
  const up2 = net.convolution('up2', { from: channels.quarter, to: DECODER_CHANNELS, size: 1, part: 'head' })
  const side2 = net.convolution('side2', { from: channels.half, to: DECODER_CHANNELS, size: 1, part: 'head' })
  const merge2 = net.convolution('merge2', { from: DECODER_CHANNELS, to: DECODER_CHANNELS, part: 'head' })
  const last = net.output('output', { from: DECODER_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => {
    const { quarter, half } = run(pass, levelled(pass, images))
    const coarse = pass.enlarge(up2(pass, quarter), 2, 'bilinear')
    return last(pass, merge2(pass, pass.add(coarse, side2(pass, half))))
  })
}
