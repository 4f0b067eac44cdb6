import type { NamedArray } from '../networks/fold-normalization.ts'

/** One operation of a published network, in the few kinds that its body is made of. */
export type GraphNode =
  | {
      op: 'convolution'
      name: string
      inputs: string[]
      stride: number
      padding: 'same' | 'valid'
      activation: 'linear' | 'relu'
      depthwise: boolean
    }
  | {
      op: 'add' | 'multiply' | 'relu' | 'sigmoid' | 'hardSwish' | 'hardSigmoid' | 'average' | 'double' | 'concatenate'
      name: string
      inputs: string[]
    }

/** A published network: its operations in order, and its weights as `<node>/filter` and `<node>/bias`. */
export type PretrainedGraph = { nodes: readonly GraphNode[]; weights: ReadonlyMap<string, NamedArray> }

/** Name under which the graph takes its images. */
export const GRAPH_INPUT = 'tower_0/images'

/** The published detector's last maps before the 80 labels it was made for, at a quarter of the input: what is where, and how wide it is. */
export const DETECTOR_MAPS: readonly string[] = ['centernet_cls_output', 'centernet_wh_output'].map(
  (head) => `tower_0/CenternetHead/${head}/separable_conv2d/depthwise`,
)

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
