import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LearnedLabel, plainLabel } from '#shared/decoding/learned-label.ts'
import { TaskId } from '#shared/tasks/index.ts'
import type { NamedArray } from '../networks/fold-normalization.ts'
import { ArrayEntry, packArrays, unpackArrays } from '../networks/packed-arrays.ts'
import type { BodyUse, GraphNode } from '../pretrained/pretrained-graph.ts'

/** Version of the folder's layout. */
const FORMAT = 1

/** `model.json`: everything about a trained model but its numbers. */
export const modelDescription = z.object({
  format: z.literal(FORMAT),
  task: TaskId,
  architecture: z.string(),
  /** Earlier models named their labels and said no more of them. */
  labels: z.array(z.union([LearnedLabel, z.string().transform(plainLabel)])),
  input: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }),
  parameters: z.record(z.string(), z.unknown()),
  engine: z.string(),
  weights: z.array(ArrayEntry),
  graph: z.array(z.custom<GraphNode>()).optional(),
  /** How the graph is used, where it is not the one that comes with the product. */
  use: z.custom<BodyUse>().optional(),
})
export type ModelDescription = z.infer<typeof modelDescription>

/** A model outside any engine. */
export type Model = { description: ModelDescription; weights: NamedArray[] }

/** Writes a model into a folder that appears whole or not at all. */
export async function saveModel(
  folder: string,
  description: Omit<ModelDescription, 'format' | 'weights'>,
  weights: readonly NamedArray[],
): Promise<void> {
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const { entries, bytes } = packArrays(weights)
  const complete: ModelDescription = { format: FORMAT, ...description, weights: entries }
  await writeFile(join(unfinished, 'weights.bin'), bytes)
  await writeFile(join(unfinished, 'model.json'), JSON.stringify(complete))
  await rm(folder, { recursive: true, force: true })
  await rename(unfinished, folder)
}

/** What is said of a model in its folder; throws where it is not as expected. */
export async function readDescription(folder: string): Promise<ModelDescription> {
  return modelDescription.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')))
}

/** Reads a model back; throws where the description or the size of the weights is not as expected. */
export async function readModel(folder: string): Promise<Model> {
  const description = await readDescription(folder)
  const bytes = await readFile(join(folder, 'weights.bin'))
  return { description, weights: unpackArrays(description.weights, bytes, folder) }
}
