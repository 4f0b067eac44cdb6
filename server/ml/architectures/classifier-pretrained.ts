import { networkBuilder } from '../networks/network-builder.ts'
import { startingBody } from '../pretrained/starting-body.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.01

/** A body that has seen photographs, averaged over the image, with one linear layer. */
export const classifierPretrained = {
  id: 'classifier-pretrained',
  title: 'Classifier, pretrained on photographs',
  tasks: ['classification', 'multilabel', 'regression'],
  pretrained: true,
  anyBody: true,
  stride: 32,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 128 * 128,
  learning: { rate: 3e-4, headFactor: 7, weightDecay: 0, gradientNorm: 5 },
  build,
} as const satisfies Architecture

function build({ output, graph }: BuildOptions) {
  const body = startingBody(graph, ['coarsest'])
  const net = networkBuilder(body.weights)
  const { channels, run } = body.mount(net)
  const last = net.output('output', { from: channels.coarsest, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => pass.flatten(last(pass, pass.pool(run(pass, images).coarsest, 'average'))))
}
