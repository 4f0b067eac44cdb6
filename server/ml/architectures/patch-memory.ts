import type { Network } from '../networks/network.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import type { Pass } from '../networks/pass.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { expectGraph } from '../pretrained/pretrained-graph.ts'
import { CALIBRATION_CHANNELS, MEMORY_SIZE } from '../tasks/anomaly/channels.ts'
import type { Architecture, BuildOptions } from './architecture.ts'
import { fitPatchMemory } from './fit-patch-memory.ts'

/** Of the published detector: small patterns at an eighth of the input, larger ones at a sixteenth; later maps speak of COCO's objects. */
const FINE_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_5/add'
const COARSE_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_11/add'
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

/** images [n, h, w, 3] -> [n, h / 8, w / 8, 1 + MEMORY_SIZE + CALIBRATION_CHANNELS], as `tasks/anomaly` reads it. */
function build(options: BuildOptions): Network {
  const { net, channels, map } = featureMap(options)
  const patches = net.depthwise('patch', { channels, size: PATCH })
  const norm = net.fixed('norm', { from: channels, to: 1, constant: 1 })
  const memory = net.fixed('memory', { from: channels, to: MEMORY_SIZE, constant: 0 })
  const calibration = net.fixed('calibration', { from: channels, to: CALIBRATION_CHANNELS, constant: 0 })
  return net.build((pass, images) => {
    const patch = patches(pass, map(pass, images))
    return pass.concatenate([norm(pass, pass.multiply(patch, patch)), memory(pass, patch), calibration(pass, patch)])
  })
}

/** images [n, h, w, 3] -> what is remembered of them before it is averaged over patches: [n, h / 8, w / 8, channels]. */
function features(options: BuildOptions): Network {
  const { net, map } = featureMap(options)
  return net.build(map)
}

function featureMap({ graph }: Pick<BuildOptions, 'graph'>) {
  const body = graphBody(expectGraph(graph), [FINE_OUTPUT, COARSE_OUTPUT])
  const channels = body.channels.reduce((sum, one) => sum + one, 0)
  const map = <Value>(pass: Pass<Value>, images: Value): Value => {
    const [fine, coarse] = body.run(pass, images) as [Value, Value]
    return pass.concatenate([fine, pass.enlarge(coarse, 2, 'bilinear')])
  }
  return { net: networkBuilder(body.weights), channels, map }
}
