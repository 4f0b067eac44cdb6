import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PretrainedGraph } from './pretrained-graph.ts'
import { readPublished } from './read-published.ts'

const MODEL_FILE = 'centernet.json'
const WEIGHTS_FILE = 'centernet.bin'

/** Reads the published detector that comes with the product (`centernet.json` beside its weights) from a folder. */
export async function readPretrainedGraph(folder: string): Promise<PretrainedGraph> {
  const read = async (name: string) => [name, await readFile(join(folder, name))] as const
  return readPublished(new Map(await Promise.all([MODEL_FILE, WEIGHTS_FILE].map(read))), MODEL_FILE).graph
}
