import type { LearnedNetwork } from '#server/ml/models/network-of-model.ts'
import { networkBuilder } from '#server/ml/networks/network-builder.ts'
import type { Activation } from '#server/ml/networks/operations.ts'
import { initialStatistics, initialWeights } from '#server/ml/networks/weights.ts'

const ACTIVATIONS: readonly Activation[] = ['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'logarithm']
const CHANNELS = 4
const OUTPUTS = 3

/** A network that does everything a network may do with its maps, with weights by chance. */
export function networkOfEveryOperation(): LearnedNetwork {
  const net = networkBuilder()
  const first = net.convolution('first', { from: 3, to: CHANNELS })
  const around = net.depthwise('around', { channels: CHANNELS, size: 3 })
  const from = CHANNELS * (ACTIVATIONS.length + 5)
  const last = net.output('last', { from, bias: new Array<number>(OUTPUTS).fill(0), deviation: 0.2 })
  const network = net.build((pass, images) => {
    const centred = pass.rescale(images, { scale: [0.02, 0.01, 0.03], shift: [-1, 0.5, 0] })
    const map = pass.rescale(around(pass, first(pass, centred)), { scale: [2], shift: [0.25] })
    const activated = ACTIVATIONS.map((activation) => pass.activate(map, activation))
    const weighed = pass.multiply(map, pass.pool(map, 'maximum'))
    const more = pass.add(map, pass.multiply(map, pass.pool(map, 'average')))
    const framed = pass.pad(map, { top: 1, bottom: 0, left: 0, right: 1 })
    const greatest = pass.slide(framed, { kind: 'maximum', size: 2, stride: 1, padding: 'valid' })
    const averages = pass.slide(framed, { kind: 'average', size: 2, stride: 1, padding: 'valid' })
    const again = [
      pass.slide(pass.enlarge(greatest, 2, 'nearest'), { kind: 'average', size: 3, stride: 2, padding: 'same' }),
      pass.slide(pass.enlarge(averages, 2, 'centred'), { kind: 'maximum', size: 3, stride: 2, padding: 'same' }),
      pass.slide(pass.enlarge(averages, 2, 'bilinear'), { kind: 'maximum', size: 3, stride: 2, padding: 'same' }),
    ]
    return last(pass, pass.concatenate([...activated, weighed, more, ...again]))
  })
  return { network, weights: initialWeights(network.weights, 1), statistics: initialStatistics(network) }
}
