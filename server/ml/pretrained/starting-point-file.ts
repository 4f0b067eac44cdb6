import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ArrayEntry, packArrays, unpackArrays } from '../networks/packed-arrays.ts'
import type { BodyUse, GraphNode, PretrainedGraph } from './pretrained-graph.ts'

/** Version of the folder's layout. */
const FORMAT = 1
const BODY_FILE = 'body.json'
const WEIGHTS_FILE = 'weights.bin'

const description = z.object({
  format: z.literal(FORMAT),
  nodes: z.array(z.custom<GraphNode>()),
  use: z.custom<BodyUse>(),
  weights: z.array(ArrayEntry),
})

/** Writes the body of a starting point into a folder: what it does, and its numbers. */
export async function writeStartingPoint(
  folder: string,
  { nodes, use, weights }: PretrainedGraph & { use: BodyUse },
): Promise<void> {
  const { entries, bytes } = packArrays([...weights].map(([name, array]) => ({ ...array, name })))
  const body: z.infer<typeof description> = { format: FORMAT, nodes: [...nodes], use, weights: entries }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, BODY_FILE), JSON.stringify(body))
  await writeFile(join(folder, WEIGHTS_FILE), bytes)
}

/** Reads the body of a starting point back; throws where the folder does not hold one, whole. */
export async function readStartingPointFile(folder: string): Promise<PretrainedGraph> {
  const { nodes, use, weights } = description.parse(JSON.parse(await readFile(join(folder, BODY_FILE), 'utf8')))
  const arrays = unpackArrays(weights, await readFile(join(folder, WEIGHTS_FILE)), folder)
  return { nodes, use, weights: new Map(arrays.map((array) => [array.name, array])) }
}
