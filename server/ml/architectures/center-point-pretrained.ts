import { networkBuilder } from '../networks/network-builder.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { DETECTOR_MAPS, expectGraph } from '../pretrained/pretrained-graph.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.02

/** A centre-point detector on MobileNetV3 that has seen the photographs of COCO, with a new last layer. */
export const centerPointPretrained = {
  id: 'center-point-pretrained',
  title: 'Centre-point detector, pretrained on photographs',
  tasks: ['detection', 'oriented'],
  pretrained: true,
  stride: 4,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = graphBody(expectGraph(graph), DETECTOR_MAPS)
  const net = networkBuilder(body.weights)
  const from = body.channels.reduce((sum, channels) => sum + channels, 0)
  const last = net.output('output', { from, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => last(pass, pass.concatenate(body.run(pass, images))))
}
