import type { Size } from '../images/warp.ts'
import { IMAGE_CHANNELS, type RecordedValue, recordingPass } from '../networks/recording-pass.ts'
import { type FeatureMap, GRAPH_INPUT, type PretrainedGraph } from './pretrained-graph.ts'
import { runNode } from './run-node.ts'
import { ModelUnreadable } from './unreadable.ts'

/** The maps of a body that an architecture can build on: `last` is the coarsest. */
export type FoundMaps = { maps: FeatureMap[]; last: FeatureMap }

/** Strides that a network's head asks for, of inputs whose sides are multiples of the greatest. */
const STRIDES = [2, 4, 8, 16, 32]
/** Two shapes of images, so that a stride is none by accident. */
const TRIED: readonly [Size, Size] = [
  { width: 320, height: 256 },
  { width: 224, height: 288 },
]
/** A map with less channels than this share of the widest of its stride is a narrow pass or an answer. */
const WIDE_SHARE = 0.5
/** A body of less has seen nothing that is worth starting from. */
const LEAST_CONVOLUTIONS = 3

/** Finds the last wide map at every stride, by the shapes that two images of different shapes have on their way through. */
export function findMaps(graph: PretrainedGraph): FoundMaps {
  const convolutions = graph.nodes.filter(({ op }) => op === 'convolution').length
  if (convolutions < LEAST_CONVOLUTIONS)
    throw new ModelUnreadable(`expected a body of at least ${LEAST_CONVOLUTIONS} convolutions, got ${convolutions}`)
  const [first, second] = TRIED.map((size) => shapesIn(graph, size)) as [Shapes, Shapes]
  const spatial = graph.nodes.filter(({ name }) => !isPoint(first.get(name)) && !isPoint(second.get(name)))
  const coarsest = Math.min(...spatial.map(({ name }) => areaOf(first.get(name))))
  const last = lastWide(
    spatial.filter(({ name }) => areaOf(first.get(name)) === coarsest),
    first,
  )
  if (!last) throw new ModelUnreadable('expected a body with a map of the image, got none')
  const stride = Math.round(Math.sqrt((TRIED[0].width * TRIED[0].height) / coarsest))
  const maps = STRIDES.flatMap((each) => {
    const found = lastWide(
      spatial.filter(({ name }) => hasStride(first.get(name), TRIED[0], each) && hasStride(second.get(name), TRIED[1], each)),
      first,
    )
    return found ? [{ ...found, stride: each }] : []
  })
  return { maps, last: { ...last, stride } }
}

type Shapes = ReadonlyMap<string, RecordedValue>

/** Bytes that the maps of a body take on its way through, per pixel of the image. */
export function bytesPerPixel(graph: PretrainedGraph): number {
  const [size] = TRIED
  const cells = [...shapesIn(graph, size).values()].reduce((sum, shape) => sum + areaOf(shape) * shape.channels, 0)
  return (cells * Float32Array.BYTES_PER_ELEMENT) / (size.width * size.height)
}

/** The shape of every map for images of this size; a body ends before maps of different sizes would be joined. */
function shapesIn(graph: PretrainedGraph, size: Size): Shapes {
  const pass = recordingPass(graph.weights, [])
  const shapes = new Map<string, RecordedValue>([
    [GRAPH_INPUT, { name: GRAPH_INPUT, ...size, channels: IMAGE_CHANNELS, isFlat: false }],
  ])
  for (const node of graph.nodes) {
    const inputs = node.inputs.flatMap((name) => shapes.get(name) ?? [])
    const isJoined = node.op === 'add' || node.op === 'concatenate'
    if (inputs.length < node.inputs.length || (isJoined && !isSameSize(inputs))) continue
    shapes.set(node.name, runNode(pass, node, inputs))
  }
  return shapes
}

const isSameSize = ([first, ...others]: readonly RecordedValue[]): boolean =>
  others.every(({ height, width }) => height === first?.height && width === first.width)

function lastWide(nodes: PretrainedGraph['nodes'], shapes: Shapes): Omit<FeatureMap, 'stride'> | null {
  const channels = (name: string) => shapes.get(name)?.channels ?? 0
  const widest = Math.max(...nodes.map(({ name }) => channels(name)))
  const found = nodes.findLast(({ name }) => channels(name) >= widest * WIDE_SHARE)
  return found ? { name: found.name, channels: channels(found.name) } : null
}

const areaOf = (shape: RecordedValue | undefined): number => (shape ? shape.height * shape.width : 0)
const isPoint = (shape: RecordedValue | undefined): boolean => areaOf(shape) <= 1

const hasStride = (shape: RecordedValue | undefined, { width, height }: Size, stride: number): boolean =>
  shape?.width === width / stride && shape.height === height / stride
