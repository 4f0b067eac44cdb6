import { networkBuilder } from '../networks/network-builder.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { expectGraph } from '../pretrained/pretrained-graph.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.01
/** The widest map of the published detector's body. */
const BODY_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_14/depthwise/hard_swish/mul_1'

/** The body of the pretrained detector, averaged over the image, with one linear layer. */
export const classifierPretrained = {
  id: 'classifier-pretrained',
  title: 'Classifier, pretrained on photographs',
  tasks: ['classification', 'multilabel', 'regression'],
  pretrained: true,
  stride: 32,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 128 * 128,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 5 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = graphBody(expectGraph(graph), [BODY_OUTPUT])
  const net = networkBuilder(body.weights)
  const last = net.output('output', { from: body.channels[0] ?? 0, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => {
    const [map] = body.run(pass, images) as [typeof images]
    return pass.flatten(last(pass, pass.pool(map, 'average')))
  })
}
