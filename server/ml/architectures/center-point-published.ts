import { STARTER_CLASSES } from '#shared/domain/starter.ts'
import type { WeightSpec } from '../networks/network.ts'
import { networkBuilder } from '../networks/network-builder.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import { expectGraph } from '../pretrained/pretrained-graph.ts'
import type { Architecture, BuildOptions } from './architecture.ts'

const SCORES = 'tower_0/CenternetHead/centernet_cls_output/BiasAdd'
const SIDES = 'tower_0/CenternetHead/centernet_wh_output/BiasAdd'
const STRIDE = 4
/** The published network says a sixteenth of the distances in pixels (its node `tower_0/mul`). */
const CELLS_PER_UNIT = 16 / STRIDE
/** It measures left, top, right and bottom from the corner of a cell; ours are from its middle. */
const FROM_THE_MIDDLE = [0.5, 0.5, -0.5, -0.5]

/** The published detector with its own last layers, for the 80 kinds of things of COCO: it suggests before anything was labelled. */
export const centerPointPublished = {
  id: 'center-point-published',
  title: 'Detector of 80 everyday things, as published',
  tasks: ['detection'],
  pretrained: true,
  knows: STARTER_CLASSES,
  stride: STRIDE,
  sizeStep: 32,
  pixels: { scale: 1, shift: 0 },
  inputArea: 512 * 512,
  learning: { rate: 1e-4, headFactor: 1, weightDecay: 0, gradientNorm: 10 },
  build,
} as const satisfies Architecture

function build({ graph }: BuildOptions) {
  const body = graphBody(expectGraph(graph), [SCORES, SIDES])
  const net = networkBuilder(body.weights.map(inCells))
  return net.build((pass, images) => {
    const [scores, distances] = body.run(pass, images) as [typeof images, typeof images]
    return pass.concatenate([scores, pass.activate(distances, 'logarithm')])
  })
}

/** The layer of the distances, so that it says them in cells from the middle of a cell. */
function inCells(spec: WeightSpec): WeightSpec {
  if (!spec.name.startsWith(`${SIDES}/`) || !('values' in spec.initial)) return spec
  const isBias = spec.shape.length === 1
  const values = spec.initial.values.map((value, index) => value * CELLS_PER_UNIT + (isBias ? (FROM_THE_MIDDLE[index] ?? 0) : 0))
  return { ...spec, initial: { values } }
}
