import type { BodyDraft } from './body-draft.ts'
import { inputsOf, type PublishedNode } from './published-node.ts'
import type { PublishedArray } from './published-weights.ts'
import { ModelUnreadable } from './unreadable.ts'

/** What reading one node of a graph needs: the body so far, and what its inputs are. */
export type GraphReading = {
  draft: BodyDraft
  constant(name: string): PublishedArray | undefined
  /** Whether nobody but the node that asks needs this map. */
  isOnlyUse(name: string): boolean
}

/** Puts what one node does into the body. */
export type ReadOperation = (node: PublishedNode, reading: GraphReading) => void

/** Sides of a map, images included. */
export const RANK = 4

/** The name of what a node works on. */
export const first = (node: PublishedNode): string => inputsOf(node)[0] ?? ''

/** Why a node cannot be read, in the order that all messages have. */
export const expected = (what: string, node: PublishedNode): ModelUnreadable =>
  new ModelUnreadable(`expected ${what} for ${node.op} (${node.name})`)

/** The constant numbers that a node takes at this place. */
export function constantOf(node: PublishedNode, place: number, { constant }: GraphReading): PublishedArray {
  const found = constant(inputsOf(node)[place] ?? '')
  if (!found) throw expected(`constant numbers as input ${place + 1}`, node)
  return found
}

/** One number, or one per channel: [1], [c], [1, 1, c]. */
export function perChannelValues({ shape, values }: PublishedArray, node: PublishedNode): Float32Array {
  if (values.length !== (shape.at(-1) ?? 1)) throw expected(`one number per channel, not [${shape.join(', ')}],`, node)
  return values
}
