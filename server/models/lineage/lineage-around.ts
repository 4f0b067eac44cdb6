import type { ProjectId } from '#shared/domain/ids.ts'
import type { LineageEdge, LineageGraph, LineageNode, LineageRef } from '#shared/domain/lineage.ts'
import { type LineageDeps, neighboursOf, nodeOf, type Page } from './neighbours.ts'

/** Of the neighbours of others than the root so many are shown: whoever wants more asks for them. */
const FEW = 6
const MOST_NODES = 150

interface Asked {
  readonly from: LineageRef
  readonly steps: number
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The graph within some steps of one place, both ways. The root's own neighbours come by the page. */
export async function lineageAround(
  deps: LineageDeps,
  projectId: ProjectId,
  { from, steps, cursor, limit }: Asked,
): Promise<LineageGraph> {
  const root = await nodeOf(deps, projectId, from)
  const nodes = new Map<LineageRef, LineageNode>([[root.ref, root]])
  const edges = new Map<string, LineageEdge>()
  let next: string | null = null
  let frontier = [root.ref]
  for (let step = 0; step < steps; step++) {
    const reached: LineageRef[] = []
    for (const ref of frontier) {
      const page: Page = ref === root.ref ? { cursor: cursor ?? null, limit } : { cursor: null, limit: FEW }
      const near = await neighboursOf(deps, projectId, ref, page)
      if (ref === root.ref) next = near.next
      const found = [
        ...near.before.map((node) => ({ node, edge: { from: node.ref, to: ref } })),
        ...near.after.map((node) => ({ node, edge: { from: ref, to: node.ref } })),
      ]
      for (const { node, edge } of found) {
        if (!nodes.has(node.ref)) {
          if (nodes.size >= MOST_NODES) continue
          nodes.set(node.ref, node)
          reached.push(node.ref)
        }
        edges.set(`${edge.from} ${edge.to}`, edge)
      }
    }
    frontier = reached
  }
  return { root, nodes: [...nodes.values()], edges: [...edges.values()], next }
}
