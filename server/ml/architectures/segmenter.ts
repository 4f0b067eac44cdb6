import { levelled, levelWeights } from '../networks/levels.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import { residualLadder } from '../networks/residual-ladder.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.03
/** Of the finest map on the way back up. */
const BODY_CHANNELS = 32
const WHITE = 2

/**
 * A small segmenter that starts from nothing (after Ronneberger et al. 2015, U-Net): a residual body down to a sixteenth of the input, and a way
 * back up to a half, joined at every step with what was seen there on the way down.
 */
export const segmenter = {
  id: 'segmenter',
  title: 'Small segmenter, from scratch',
  tasks: ['segmentation'],
  pretrained: false,
  stride: 2,
  sizeStep: 16,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 2e-3, headFactor: 1, weightDecay: 1e-4, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ output }: BuildOptions) {
  const net = networkBuilder(levelWeights(WHITE))
  const ladder = residualLadder(net, { stem: 24, up: [64, 48, BODY_CHANNELS] })
  const last = net.output('output', { from: BODY_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })
  return net.build((pass, images) => last(pass, ladder(pass, levelled(pass, images))))
}
