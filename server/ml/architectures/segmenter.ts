import { levelled, levelWeights } from '../networks/levels.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.03
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
  const stem = net.convolution('stem', { from: 3, to: 24, stride: 2 })
  const [down4, body4] = [net.convolution('down4', { from: 24, to: 32, stride: 2 }), net.residual('body4', 32)]
  const [down8, body8] = [net.convolution('down8', { from: 32, to: 64, stride: 2 }), net.residual('body8', 64)]
  const [down16, body16] = [net.convolution('down16', { from: 64, to: 128, stride: 2 }), net.residual('body16', 128)]
  const [up8, side8] = [
    net.convolution('up8', { from: 128, to: 64, size: 1 }),
    net.convolution('side8', { from: 64, to: 64, size: 1 }),
  ]
  const merge8 = net.convolution('merge8', { from: 64, to: 64 })
  const [up4, side4] = [
    net.convolution('up4', { from: 64, to: 48, size: 1 }),
    net.convolution('side4', { from: 32, to: 48, size: 1 }),
  ]
  const merge4 = net.convolution('merge4', { from: 48, to: 48 })
  const [up2, side2] = [
    net.convolution('up2', { from: 48, to: 32, size: 1 }),
    net.convolution('side2', { from: 24, to: 32, size: 1 }),
  ]
  const merge2 = net.convolution('merge2', { from: 32, to: 32 })
  const last = net.output('output', { from: 32, bias: output.bias, deviation: OUTPUT_DEVIATION })

  return net.build((pass, images) => {
    const join = (coarse: typeof images, fine: typeof images) => pass.add(pass.enlarge(coarse, 2, 'nearest'), fine)
    const at2 = stem(pass, levelled(pass, images))
    const at4 = body4(pass, down4(pass, at2))
    const at8 = body8(pass, down8(pass, at4))
    const at16 = body16(pass, down16(pass, at8))
    const back8 = merge8(pass, join(up8(pass, at16), side8(pass, at8)))
    const back4 = merge4(pass, join(up4(pass, back8), side4(pass, at4)))
    const back2 = merge2(pass, join(up2(pass, back4), side2(pass, at2)))
    return last(pass, back2)
  })
}
