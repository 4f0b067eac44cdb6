import type { BodyDraft } from './body-draft.ts'
import type { PublishedArray } from './published-weights.ts'
import { ModelUnreadable } from './unreadable.ts'

/** A layer of a Keras model: its class, its settings, and the maps that it takes. */
export type PublishedLayer = { kind: string; name: string; inputs: string[]; config: Readonly<Record<string, unknown>> }

/** What reading one layer needs: the body so far, its weights by their last name, and who else needs its input. */
export type LayerReading = {
  draft: BodyDraft
  weight(name: string): PublishedArray | undefined
  isOnlyUse(name: string): boolean
}

/** Puts what one layer does into the body. */
export type ReadLayer = (layer: PublishedLayer, reading: LayerReading) => void

/** The name of what a layer works on. */
export const first = ({ inputs }: PublishedLayer): string => inputs[0] ?? ''

/** Why a layer cannot be read, in the order that all messages have. */
export const expected = (what: string, { kind, name }: PublishedLayer): ModelUnreadable =>
  new ModelUnreadable(`expected ${what} for ${kind} (${name})`)

/** A setting that is a number, by the first of its names that is there. */
export function number({ config }: PublishedLayer, names: readonly string[], otherwise: number): number {
  const found = names.map((name) => config[name]).find((value) => typeof value === 'number')
  return typeof found === 'number' ? found : otherwise
}

/** A number, or the same one for both sides. */
export function equalSides(layer: PublishedLayer, name: string, otherwise: number): number {
  const value = layer.config[name] ?? otherwise
  const [tall, wide] = Array.isArray(value) ? value : [value, value]
  if (typeof tall !== 'number' || tall !== wide) throw expected(`the same ${name} along both sides`, layer)
  return tall
}

/** A weight that a layer cannot do without. */
export function expectWeight(layer: PublishedLayer, name: string, { weight }: LayerReading): PublishedArray {
  const found = weight(name)
  if (!found) throw expected(`weights named ${layer.name}/${name}`, layer)
  return found
}

/** Refuses what puts channels before pixels. */
export function channelsLast(layer: PublishedLayer): void {
  if (layer.config.data_format === 'channels_first') throw expected('channels behind the pixels (channels_last)', layer)
}

/** How a layer pads its input. */
export function sliding(layer: PublishedLayer): 'same' | 'valid' {
  const { padding: padded = 'valid' } = layer.config
  if (padded !== 'same' && padded !== 'valid') throw expected('padding that is same or valid', layer)
  return padded
}
