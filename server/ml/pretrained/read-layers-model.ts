import { bodyDraft } from './body-draft.ts'
import { flattenLayers, type LayersTopology } from './flatten-layers.ts'
import { isConvolutionLayer, layerOperations } from './layer-operations.ts'
import type { LayerReading, PublishedLayer } from './layer-reading.ts'
import { GRAPH_INPUT } from './pretrained-graph.ts'
import type { PublishedArray } from './published-weights.ts'
import type { ReadBody } from './read-graph-model.ts'
import { onlyUses, readSteps } from './read-steps.ts'
import { takeImages, USUAL_SIDE } from './take-images.ts'
import { ModelUnreadable } from './unreadable.ts'

/**
 * Reads a published Keras model as far as its convolutions go. What is not known ends the body where nothing but an answer follows; where a
 * convolution comes after it, `ModelUnreadable` names it.
 */
export function readLayersModel(topology: LayersTopology, weights: ReadonlyMap<string, PublishedArray>): ReadBody {
  const { layers, images, sides } = flattenLayers(topology)
  const [, height, width, channels] = sides.map((side) => (typeof side === 'number' ? side : null))
  const draft = bodyDraft({ height: height ?? USUAL_SIDE, width: width ?? USUAL_SIDE })
  takeImages(draft, images, channels ?? null)
  const isOnlyUse = onlyUses(layers, draft)
  const endsBefore = readSteps(layers, {
    isConvolution: ({ kind }) => isConvolutionLayer(kind),
    read: (layer) => read(layer, { draft, weight: (name) => weightOf(layer, name, weights), isOnlyUse }),
  })
  return { graph: draft.finish(), endsBefore }
}

function read(layer: PublishedLayer, reading: LayerReading): void {
  if (layer.kind === 'InputLayer') {
    reading.draft.alias(layer.name, layer.inputs[0] ?? GRAPH_INPUT)
    return
  }
  const operation = layerOperations[layer.kind]
  if (!operation)
    throw new ModelUnreadable(`got ${layer.kind} (${layer.name}), expected one of ${Object.keys(layerOperations).join(', ')}`)
  operation(layer, reading)
}

/** The weight of a layer by the end of its name: what stands before it differs by who saved the model. */
function weightOf(
  { name }: PublishedLayer,
  weight: string,
  weights: ReadonlyMap<string, PublishedArray>,
): PublishedArray | undefined {
  const [path, last] = [`${name}/${weight}`, `${name.split('/').at(-1)}/${weight}`]
  const found = weights.get(path) ?? weights.get(last)
  if (found) return found
  const ends = [...weights.keys()].filter((each) => each.endsWith(`/${last}`))
  return ends.length === 1 ? weights.get(ends[0] ?? '') : undefined
}
