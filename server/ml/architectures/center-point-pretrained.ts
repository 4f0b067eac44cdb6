import { networkBuilder } from '../networks/network-builder.ts'
import { startingBody } from '../pretrained/starting-body.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.02

/** A centre-point detector on a body that has seen photographs, with a new last layer. */
export const centerPointPretrained = {
  id: 'center-point-pretrained',
  title: 'Centre-point detector, pretrained on photographs',
  tasks: ['detection', 'oriented'],
  pretrained: true,
  anyBody: true,
  stride: 4,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = startingBody(graph, ['quarter'])
  const net = networkBuilder(body.weights)
  const { channels, run } = body.mount(net)
  const last = net.output('output', { from: channels.quarter, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => last(pass, run(pass, images).quarter))
}
