import { networkBuilder } from '../networks/network-builder.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const OUTPUT_DEVIATION = 0.03
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
  const stem = net.convolution('stem', { from: 3, to: 16, stride: 2 })
  const [down4, body4] = [net.convolution('down4', { from: 16, to: 32, stride: 2 }), net.residual('body4', 32)]
  const [down8, body8] = [net.convolution('down8', { from: 32, to: 64, stride: 2 }), net.residual('body8', 64)]
  const [down16, body16] = [net.convolution('down16', { from: 64, to: 128, stride: 2 }), net.residual('body16', 128)]
  const [up8, side8] = [
    net.convolution('up8', { from: 128, to: 64, size: 1 }),
    net.convolution('side8', { from: 64, to: 64, size: 1 }),
  ]
  const merge8 = net.convolution('merge8', { from: 64, to: 64 })
  const [up4, side4] = [
    net.convolution('up4', { from: 64, to: 32, size: 1 }),
    net.convolution('side4', { from: 32, to: 32, size: 1 }),
  ]
  const merge4 = net.convolution('merge4', { from: 32, to: 32 })
  const head = net.convolution('head', { from: 32, to: HEAD_CHANNELS })
  const last = net.output('output', { from: HEAD_CHANNELS, bias: output.bias, deviation: OUTPUT_DEVIATION })

  return net.build((pass, images) => {
    const join = (coarse: typeof images, fine: typeof images) => pass.add(pass.enlarge(coarse, 2, 'nearest'), fine)
    const at4 = body4(pass, down4(pass, stem(pass, images)))
    const at8 = body8(pass, down8(pass, at4))
    const at16 = body16(pass, down16(pass, at8))
    const back8 = merge8(pass, join(up8(pass, at16), side8(pass, at8)))
    const back4 = merge4(pass, join(up4(pass, back8), side4(pass, at4)))
    return last(pass, head(pass, back4))
  })
}
