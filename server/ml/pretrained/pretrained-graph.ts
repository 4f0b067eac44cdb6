import type { NamedArray } from '../networks/fold-normalization.ts'
import type { Padding, Rescaling, Sampling, SlidingWindow } from '../networks/operations.ts'

type Named = { name: string; inputs: string[] }

/** One operation of a published network, in the few kinds that its body is made of. */
export type GraphNode = Named &
  (
    | {
        op: 'convolution'
        stride: number
        padding: 'same' | 'valid'
        activation: 'linear' | 'relu'
        depthwise: boolean
      }
    | { op: 'add' | 'multiply' | 'concatenate' }
    | { op: 'relu' | 'relu6' | 'sigmoid' | 'hardSwish' | 'hardSigmoid' }
    /** Over the whole map. */
    | { op: 'average' | 'maximum' }
    | { op: 'slide'; window: SlidingWindow }
    | { op: 'pad'; around: Padding }
    | { op: 'rescale'; rescaling: Rescaling }
    | { op: 'enlarge'; times: number; sampling: Sampling }
    /** What enlarging was in models of an older version. */
    | { op: 'double' }
  )

/** A map of a body: the image has `stride` times as many rows and columns, whatever its size. */
export type FeatureMap = { name: string; stride: number; channels: number }

/** What is known of a body that a person brought: what its input is made of, its maps from fine to coarse, and the last of all. */
export type BodyUse = { pixels: Rescaling; maps: readonly FeatureMap[]; last: string }

/**
 * A published network: its operations in order, and its weights as `<node>/filter` and `<node>/bias`. How the body that comes with the product
 * is used is known (see `starting-body.ts`); any other brings its use along.
 */
export type PretrainedGraph = { nodes: readonly GraphNode[]; weights: ReadonlyMap<string, NamedArray>; use?: BodyUse }

/** Name under which the graph takes its images. */
export const GRAPH_INPUT = 'tower_0/images'

/** The operations that the given outputs depend on, in an order in which each comes after its inputs. */
export function operationsFor(graph: PretrainedGraph, outputs: readonly string[]): GraphNode[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  const ordered = new Map<string, GraphNode>()
  const visit = (name: string) => {
    if (name === GRAPH_INPUT || ordered.has(name)) return
    const node = byName.get(name)
    if (!node) throw new Error(`expected an operation named ${name} in the pretrained network`)
    node.inputs.forEach(visit)
    ordered.set(name, node)
  }
  outputs.forEach(visit)
  return [...ordered.values()]
}

/** The graph that an architecture cannot do without. */
export function expectGraph(graph: PretrainedGraph | null): PretrainedGraph {
  if (!graph)
    throw new Error(
      'expected the pretrained network, which is not on this machine: run the set-up again with a network connection',
    )
  return graph
}
