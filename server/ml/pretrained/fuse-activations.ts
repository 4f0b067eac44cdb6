import { HARD_SLOPE } from '../networks/operations.ts'
import type { GraphNode, PretrainedGraph } from './pretrained-graph.ts'

const HARD_SHIFT = 3

/**
 * Hard sigmoid and hard swish (Howard et al. 2019) come as several operations; where they use the slope that networks know, each becomes one,
 * under the name of its last.
 */
export function fuseActivations(graph: PretrainedGraph): PretrainedGraph {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]))
  return { ...graph, nodes: graph.nodes.map((node) => fused(node, (name = '') => byName.get(name))) }
}

type Find = (name?: string) => GraphNode | undefined

function fused(node: GraphNode, find: Find): GraphNode {
  const { name } = node
  const gated = hardSigmoidOf(node, find)
  if (gated !== null) return { op: 'hardSigmoid', name, inputs: [gated] }
  const swished = hardSwishOf(node, find)
  return swished === null ? node : { op: 'hardSwish', name, inputs: [swished] }
}

/** relu6(x + 3) * slope: the name of x. */
function hardSigmoidOf(node: GraphNode, find: Find): string | null {
  return isRescaling(node, HARD_SLOPE, 0) ? cutOf(find(node.inputs[0]), find) : null
}

/** x * relu6(x + 3) with the slope behind the product, or on x: the name of x. */
function hardSwishOf(node: GraphNode, find: Find): string | null {
  const product = isRescaling(node, HARD_SLOPE, 0) ? find(node.inputs[0]) : node
  if (product?.op !== 'multiply') return null
  const [x, y] = product.inputs as [string, string]
  const other = (name: string) => {
    if (product !== node) return name
    const before = find(name)
    return before && isRescaling(before, HARD_SLOPE, 0) ? (before.inputs[0] ?? null) : null
  }
  if (cutOf(find(y), find) !== null && cutOf(find(y), find) === other(x)) return other(x)
  return cutOf(find(x), find) !== null && cutOf(find(x), find) === other(y) ? other(y) : null
}

/** relu6(x + 3): the name of x. */
function cutOf(node: GraphNode | undefined, find: Find): string | null {
  const shifted = node?.op === 'relu6' ? find(node.inputs[0]) : undefined
  return shifted && isRescaling(shifted, 1, HARD_SHIFT) ? (shifted.inputs[0] ?? null) : null
}

function isRescaling(node: GraphNode, factor: number, term: number): boolean {
  if (node.op !== 'rescale') return false
  const { scale, shift } = node.rescaling
  return scale.length === 1 && scale[0] === factor && shift[0] === term
}
