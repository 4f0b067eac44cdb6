import { CALIBRATION_CHANNELS, MEMORY_SIZE } from '#shared/decoding/anomaly/channels.ts'
import type { Network } from '../networks/network.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import type { Pass } from '../networks/pass.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { expectGraph } from '../pretrained/pretrained-graph.ts'
import type { Architecture, BuildOptions } from './architecture.ts'
import { fitPatchMemory } from './fit-patch-memory.ts'

/**
 * Of the published detector: edges and colours at a quarter of the input, small patterns at an eighth. On pieces of blood smears (BCCD's
 * validation images) later maps, which speak of COCO's objects, tell nothing: area under the ROC curve 1.00 and 0.93 for these, 0.56 and 0.39.
 */
const FINE_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_2/add'
const COARSE_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_5/add'
/** Cells across a patch, whose features are averaged. */
const PATCH = 3

/**
 * Remembers what patches of good images look like on a body that has seen photographs, and asks of every patch how far it is from the nearest
 * it remembers (PatchCore, Roth et al. 2022, arXiv 2106.08265). Squared distances are a convolution with what is remembered:
 * |f - m|² = |f|² - 2 f·m + |m|². Nothing is taught: the weights behind the body follow from the good images in one go.
 */
export const patchMemory = {
  id: 'patch-memory',
  title: 'Memory of good patches, on features of photographs',
  tasks: ['anomaly'],
  pretrained: true,
  stride: 8,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 256 * 256,
  learning: { rate: 1e-3, headFactor: 1, weightDecay: 0, gradientNorm: 1 },
  build,
  fitted: { features, fit: fitPatchMemory },
} as const satisfies Architecture

/** images [n, h, w, 3] -> [n, h / 8, w / 8, 1 + MEMORY_SIZE + CALIBRATION_CHANNELS], as `shared/decoding/anomaly.ts` reads it. */
function build(options: BuildOptions): Network {
  const { net, channels, patches } = patchMap(options)
  const standard = net.depthwise('standard', { channels, size: 1 })
  const norm = net.fixed('norm', { from: channels, to: 1, constant: 1 })
  const memory = net.fixed('memory', { from: channels, to: MEMORY_SIZE, constant: 0 })
  const calibration = net.fixed('calibration', { from: channels, to: CALIBRATION_CHANNELS, constant: 0 })
  return net.build((pass, images) => {
    const patch = standard(pass, patches(pass, images))
    return pass.concatenate([norm(pass, pass.multiply(patch, patch)), memory(pass, patch), calibration(pass, patch)])
  })
}

/** images [n, h, w, 3] -> what is remembered of them, before it is standardised: [n, h / 8, w / 8, channels]. */
function features(options: BuildOptions): Network {
  const { net, patches } = patchMap(options)
  return net.build(patches)
}

function patchMap({ graph }: Pick<BuildOptions, 'graph'>) {
  const body = graphBody(expectGraph(graph), [FINE_OUTPUT, COARSE_OUTPUT])
  const [fineChannels = 0, coarseChannels = 0] = body.channels
  const net = networkBuilder(body.weights)
  const fine = net.depthwise('fine', { channels: fineChannels, size: PATCH, stride: 2 })
  const coarse = net.depthwise('coarse', { channels: coarseChannels, size: PATCH })
  const patches = <Value>(pass: Pass<Value>, images: Value): Value => {
    const [quarter, eighth] = body.run(pass, images) as [Value, Value]
    return pass.concatenate([fine(pass, quarter), coarse(pass, eighth)])
  }
  return { net, channels: fineChannels + coarseChannels, patches }
}
