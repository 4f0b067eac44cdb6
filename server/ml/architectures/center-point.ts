import { networkBuilder } from '../networks/network-builder.ts'
import { residualLadder } from '../networks/residual-ladder.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.03
/** Of the finest map on the way back up. */
const BODY_CHANNELS = 32
const HEAD_CHANNELS = 48

/**
 * A small centre-point detector that starts from nothing (after Zhou et al. 2019, "Objects as Points"): a residual body down to a
 * sixteenth of the input, and a way back up to a quarter, where every cell says how much it is the centre of what.
 */
export const centerPoint = {
  id: 'center-point',
  title: 'Small centre-point detector, from scratch',
  tasks: ['detection', 'oriented', 'keypoints'],
  pretrained: false,
  stride: 4,
  sizeStep: 16,
  pixels: { scale: 1 / 127.5, shift: -1 },
  inputArea: 256 * 192,
  learning: { rate: 2e-3, headFactor: 1, weightDecay: 1e-4, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output }: BuildOptions) {
  const net = networkBuilder()
  const ladder = residualLadder(net, { stem: 16, up: [64, BODY_CHANNELS] })
  const head = net.convolution('head', { from: BODY_CHANNELS, to: HEAD_CHANNELS })
  const last = net.output('output', { from: HEAD_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => last(pass, head(pass, ladder(pass, images))))
}
