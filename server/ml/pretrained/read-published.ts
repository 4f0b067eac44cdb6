import { z } from 'zod'
import { findMaps } from './find-maps.ts'
import { LayersTopology } from './flatten-layers.ts'
import { fuseActivations } from './fuse-activations.ts'
import { type BodyUse, operationsFor, type PretrainedGraph } from './pretrained-graph.ts'
import { decodeWeights, type PublishedFiles, WeightsManifest } from './published-weights.ts'
import { GraphTopology, type ReadBody, readGraphModel } from './read-graph-model.ts'
import { readLayersModel } from './read-layers-model.ts'
import { ModelUnreadable } from './unreadable.ts'

/** The file that says what a TensorFlow.js model is made of; its weights lie beside it. */
export const MODEL_FILE = 'model.json'

const published = z.looseObject({ modelTopology: z.looseObject({}), weightsManifest: WeightsManifest })

/** Reads a TensorFlow.js graph or layers model; throws `ModelUnreadable` with what was expected and what came. */
export function readPublished(files: PublishedFiles, modelFile: string = MODEL_FILE): ReadBody {
  const model = expectShape(published, parsed(files, modelFile), modelFile)
  const constants = decodeWeights(model.weightsManifest, files)
  const { modelTopology } = model
  const body =
    'node' in modelTopology
      ? readGraphModel(expectShape(GraphTopology, modelTopology, modelFile), constants)
      : readLayersModel(expectShape(LayersTopology, modelTopology, modelFile), constants)
  return { ...body, graph: fuseActivations(body.graph) }
}

/** A published model as something to start from: its body to the last wide map of every stride, and nothing else. */
export function readStartingPoint(
  files: PublishedFiles,
  pixels: BodyUse['pixels'],
): { graph: PretrainedGraph & { use: BodyUse }; endsBefore: readonly string[] } {
  const { graph, endsBefore } = readPublished(files)
  const { maps, last } = findMaps(graph)
  const nodes = operationsFor(
    graph,
    [...maps, last].map(({ name }) => name),
  )
  const needed = new Set(nodes.map(({ name }) => name))
  const weights = [...graph.weights].filter(([name]) => needed.has(name.replace(/\/(filter|bias)$/, '')))
  return { graph: { nodes, weights: new Map(weights), use: { pixels, maps, last: last.name } }, endsBefore }
}

function parsed(files: PublishedFiles, name: string): unknown {
  const bytes = files.get(name)
  if (!bytes) throw new ModelUnreadable(`expected a file ${name}, got ${[...files.keys()].join(', ') || 'none'}`)
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch (error) {
    throw new ModelUnreadable(`expected ${name} to be JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function expectShape<Shape extends z.ZodType>(shape: Shape, value: unknown, name: string): z.infer<Shape> {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ModelUnreadable(
    `expected ${name} of a TensorFlow.js graph or layers model: ${issue?.path.join('.')}: ${issue?.message}`,
  )
}
