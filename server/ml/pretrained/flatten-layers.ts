import { z } from 'zod'
import type { PublishedLayer } from './layer-reading.ts'
import { ModelUnreadable } from './unreadable.ts'

const settings = z.record(z.string(), z.unknown())
const layer = z.looseObject({ class_name: z.string(), config: settings, inbound_nodes: z.array(z.unknown()).optional() })
const part = z.looseObject({ class_name: z.string(), config: z.unknown() })

/** A Keras model as a TensorFlow.js layers model writes it down: the model itself, or what the converter puts around it. */
export const LayersTopology = z.union([z.looseObject({ model_config: part }).transform((around) => around.model_config), part])
export type LayersTopology = z.infer<typeof LayersTopology>

/** Layers in order, models inside of the model taken apart; `images` is the name of what the first of them take. */
export type FlatLayers = { layers: PublishedLayer[]; images: string; sides: readonly unknown[] }

const functional = z.looseObject({
  layers: z.array(layer),
  input_layers: z.array(z.unknown()).optional(),
  output_layers: z.array(z.unknown()).optional(),
})
const sequential = z.union([z.array(layer), z.looseObject({ layers: z.array(layer) }).transform((config) => config.layers)])

const IMAGES = 'images'
const MODELS = ['Functional', 'Model', 'Sequential']
/** Name of the layer, and which of its outputs. */
const history = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown())

/** Takes a model apart into its layers. */
export function flattenLayers(topology: LayersTopology): FlatLayers {
  const layers: PublishedLayer[] = []
  unfold(topology, [IMAGES], '', layers)
  const sides = layers.map(({ config }) => config.batch_input_shape ?? config.batch_shape).find(Array.isArray) ?? []
  return { layers, images: IMAGES, sides }
}

type Part = z.infer<typeof part>

/** Adds the layers of a model that takes `inputs`; the name of what it gives. */
function unfold({ class_name: kind, config }: Part, inputs: string[], path: string, into: PublishedLayer[]): string {
  if (kind === 'Sequential') return unfoldSequence(expectShape(sequential, config, path), inputs, path, into)
  if (kind === 'Functional' || kind === 'Model')
    return unfoldFunctional(expectShape(functional, config, path), inputs, path, into)
  throw new ModelUnreadable(`expected a model that is ${MODELS.join(', ')}, got ${kind}`)
}

type Layer = z.infer<typeof layer>

function unfoldSequence(layers: readonly Layer[], inputs: string[], path: string, into: PublishedLayer[]): string {
  return layers.reduce((before, each) => add(each, before, path, into), inputs)[0] ?? IMAGES
}

function unfoldFunctional(config: z.infer<typeof functional>, inputs: string[], path: string, into: PublishedLayer[]): string {
  const given = new Map<string, string[]>()
  const entrances = listOf(config.input_layers)
  for (const each of config.layers) {
    const name = nameOf(each)
    const before = namesBefore(each)
    const place = entrances.indexOf(name)
    const from = before.length > 0 ? before.flatMap((one) => given.get(one) ?? []) : inputs.slice(Math.max(0, place)).slice(0, 1)
    given.set(name, add(each, from, path, into))
  }
  const last = listOf(config.output_layers)[0] ?? nameOf(config.layers.at(-1) as Layer)
  return given.get(last)?.[0] ?? IMAGES
}

/** One layer, or the layers of a model that is one. */
function add(each: Layer, inputs: string[], path: string, into: PublishedLayer[]): string[] {
  const name = `${path}${nameOf(each)}`
  if (MODELS.includes(each.class_name)) return [unfold(each, inputs, `${name}/`, into)]
  into.push({ kind: each.class_name, name, inputs, config: each.config })
  return [name]
}

const nameOf = ({ config, class_name: kind }: Layer): string => (typeof config.name === 'string' ? config.name : kind)

/** Layers whose outputs this one takes; of one that is used several times, those of its first use. */
function namesBefore({ inbound_nodes: nodes = [], class_name: kind }: Layer): string[] {
  const [use] = nodes
  if (use === undefined) return []
  const parsed = z.array(history).safeParse(use)
  if (!parsed.success || nodes.length > 1)
    throw new ModelUnreadable(`expected every layer to be used once, in the form of Keras 2, got ${kind} used otherwise`)
  return parsed.data.map(([name]) => name)
}

/** Names in `["name", 0, 0]` or a list of these. */
function listOf(entries: readonly unknown[] | undefined): string[] {
  const all = entries && typeof entries[0] === 'string' ? [entries] : (entries ?? [])
  return all.flatMap((entry) => (Array.isArray(entry) && typeof entry[0] === 'string' ? [entry[0]] : []))
}

function expectShape<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.infer<Shape> {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  throw new ModelUnreadable(`expected the layers of ${path || 'the model'}: ${result.error.issues[0]?.message}`)
}
