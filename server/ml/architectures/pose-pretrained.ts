import { networkBuilder } from '../networks/network-builder.ts'
import { startingBody } from '../pretrained/starting-body.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.02
const HEAD_CHANNELS = 64

/** Keypoints on a body that has seen photographs: one more layer, which sees the surroundings of a cell, before the last. */
export const posePretrained = {
  id: 'pose-pretrained',
  title: 'Keypoints, pretrained on photographs',
  tasks: ['keypoints'],
  pretrained: true,
  anyBody: true,
  stride: 4,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 320 * 256,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = startingBody(graph, ['quarter'])
  const net = networkBuilder(body.weights)
  const { channels, run } = body.mount(net)
  const head = net.convolution('head', { from: channels.quarter, to: HEAD_CHANNELS, part: 'head' })
  const last = net.output('output', { from: HEAD_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => last(pass, head(pass, run(pass, images).quarter)))
}
