import { z } from 'zod'
import { type BodyDraft, bodyDraft } from './body-draft.ts'
import { graphOperations, isConvolution } from './graph-operations.ts'
import type { GraphReading } from './graph-reading.ts'
import type { PretrainedGraph } from './pretrained-graph.ts'
import { inputsOf, PublishedNode, sidesOf } from './published-node.ts'
import type { PublishedArray } from './published-weights.ts'
import { takeImages, USUAL_SIDE } from './take-images.ts'
import { ModelUnreadable, whyUnreadable } from './unreadable.ts'

/** The topology of a TensorFlow.js graph model (graph_def.proto as JSON). */
export const GraphTopology = z.looseObject({ node: z.array(PublishedNode) })
export type GraphTopology = z.infer<typeof GraphTopology>

/** A body as it was read, and what of the published network comes behind its end, in words. */
export type ReadBody = { graph: PretrainedGraph; endsBefore: readonly string[] }

const RANK = 4

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
  const reading = { draft, constant: (name: string) => constants.get(name), isOnlyUse: onlyUses(ordered, draft) }

  const ended = new Map<string, string>()
  for (const node of ordered) {
    if (node === source || node.op === 'Const' || node.op === 'NoOp') continue
    const reason =
      inputsOf(node).flatMap((name) => ended.get(name) ?? [])[0] ?? whyUnreadable(node.name, () => read(node, reading))
    if (reason === null) continue
    if (isConvolution(node.op))
      throw new ModelUnreadable(`the convolution ${node.name} depends on what cannot be read: ${reason}`)
    ended.set(node.name, reason)
  }
  return { graph: draft.finish(), endsBefore: [...new Set(ended.values())] }
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

/** Whether a map has one user, and so have all that it is another name of. */
function onlyUses(nodes: readonly PublishedNode[], draft: BodyDraft): (name: string) => boolean {
  const uses = new Map<string, number>()
  for (const name of nodes.flatMap(inputsOf)) uses.set(name, (uses.get(name) ?? 0) + 1)
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const isOnly = (name: string): boolean => {
    const [before] = inputsOf(byName.get(name) ?? { name, op: '', input: [], attr: {} })
    const isAlias = before !== undefined && draft.has(before) && draft.isSame(name, before)
    return (uses.get(name) ?? 0) <= 1 && (!isAlias || isOnly(before))
  }
  return isOnly
}
