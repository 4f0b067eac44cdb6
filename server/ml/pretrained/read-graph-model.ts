import { z } from 'zod'
import { bodyDraft } from './body-draft.ts'
import { graphOperations, isConvolution } from './graph-operations.ts'
import { type GraphReading, RANK } from './graph-reading.ts'
import type { PretrainedGraph } from './pretrained-graph.ts'
import { inputsOf, PublishedNode, sidesOf } from './published-node.ts'
import type { PublishedArray } from './published-weights.ts'
import { onlyUses, readSteps } from './read-steps.ts'
import { takeImages, USUAL_SIDE } from './take-images.ts'
import { ModelUnreadable } from './unreadable.ts'

/** The topology of a TensorFlow.js graph model (graph_def.proto as JSON). */
export const GraphTopology = z.looseObject({ node: z.array(PublishedNode) })
export type GraphTopology = z.infer<typeof GraphTopology>

/** A body as it was read, and what of the published network comes behind its end, in words. */
export type ReadBody = { graph: PretrainedGraph; endsBefore: readonly string[] }

/**
 * Reads a published graph as far as its convolutions go. What is not known ends the body where nothing but a decoding follows; where a
 * convolution comes after it, `ModelUnreadable` names it.
 */
export function readGraphModel({ node: nodes }: GraphTopology, constants: ReadonlyMap<string, PublishedArray>): ReadBody {
  const ordered = inOrder(nodes)
  const source = ordered.find(isImageInput)
  if (!source) throw new ModelUnreadable('expected a Placeholder for images [n, height, width, 3], got none')
  const [, height, width, channels] = sidesOf(source).map((side) => (side > 0 ? side : null))
  const draft = bodyDraft({ height: height ?? USUAL_SIDE, width: width ?? USUAL_SIDE })
  takeImages(draft, source.name, channels ?? null)
  const steps = ordered.map((node) => ({ name: node.name, inputs: inputsOf(node), node }))
  const reading = { draft, constant: (name: string) => constants.get(name), isOnlyUse: onlyUses(steps, draft) }
  const endsBefore = readSteps(
    steps.filter(({ node }) => node !== source && node.op !== 'Const' && node.op !== 'NoOp'),
    { isConvolution: ({ node }) => isConvolution(node.op), read: ({ node }) => read(node, reading) },
  )
  return { graph: draft.finish(), endsBefore }
}

function read(node: PublishedNode, reading: GraphReading): void {
  const operation = graphOperations[node.op]
  if (!operation)
    throw new ModelUnreadable(`got ${node.op} (${node.name}), expected one of ${Object.keys(graphOperations).join(', ')}`)
  operation(node, reading)
}

const isImageInput = (node: PublishedNode): boolean => {
  const sides = sidesOf(node)
  return node.op === 'Placeholder' && (sides.length === RANK || sides.length === 0)
}

/** Every node after those it needs; what goes round in a circle is cut somewhere. */
function inOrder(nodes: readonly PublishedNode[]): PublishedNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const ordered = new Set<PublishedNode>()
  const begun = new Set<PublishedNode>()
  const visit = (node: PublishedNode | undefined) => {
    if (!node || begun.has(node)) return
    begun.add(node)
    for (const name of inputsOf(node)) visit(byName.get(name))
    ordered.add(node)
  }
  nodes.forEach(visit)
  return [...ordered]
}
