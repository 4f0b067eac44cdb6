import { networkBuilder } from '../networks/network-builder.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.03
const LAST_CHANNELS = 128

/** A small residual classifier that starts from nothing: four halvings, then the average over all cells. */
export const classifierSmall = {
  id: 'classifier-small',
  title: 'Small classifier, from scratch',
  tasks: ['classification', 'multilabel', 'regression'],
  pretrained: false,
  stride: 16,
  sizeStep: 16,
  pixels: { scale: 1 / 127.5, shift: -1 },
  inputArea: 96 * 96,
  learning: { rate: 2e-3, headFactor: 1, weightDecay: 5e-4, gradientNorm: 5 },
  build,
} as const satisfies Architecture

function build({ output }: BuildOptions) {
  const net = networkBuilder()
  const steps = [
    net.convolution('stem', { from: 3, to: 24, stride: 2 }),
    net.convolution('down4', { from: 24, to: 48, stride: 2 }),
    net.residual('body4', 48),
    net.convolution('down8', { from: 48, to: 96, stride: 2 }),
    net.residual('body8', 96),
    net.convolution('down16', { from: 96, to: LAST_CHANNELS, stride: 2 }),
    net.residual('body16', LAST_CHANNELS),
  ]
  const last = net.output('output', { from: LAST_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => {
    const map = steps.reduce((x, step) => step(pass, x), images)
    return pass.flatten(last(pass, pass.pool(map, 'average')))
  })
}
