import type { Model } from '../models/model-file.ts'
import type { NamedArray } from '../networks/fold-normalization.ts'
import type { Network } from '../networks/network.ts'
import { forEachWeight } from '../networks/weights.ts'

/** Last layer of every architecture: its channels begin with one per label. */
const OUTPUT_LAYER = 'output'

/**
 * Takes over, in place, what an earlier model has learned: every weight of the same name and shape, and of the last layer the channels
 * of the labels that both know. Returns how many weights were taken over.
 */
export function takeOver(network: Network, weights: Float32Array, labels: readonly string[], earlier: Model): number {
  const byName = new Map(earlier.weights.map((array) => [array.name, array]))
  let taken = 0
  forEachWeight(network.weights, ({ name, shape }, offset) => {
    const array = byName.get(name)
    if (!array) return
    if (name.startsWith(`${OUTPUT_LAYER}/`))
      taken += takeChannels(weights, offset, shape, array, channelMap(labels, earlier, shape, array.shape))
    else if (String(array.shape) === String(shape)) {
      weights.set(array.values, offset)
      taken += array.values.length
    }
  })
  return taken
}

/**
 * Channel here -> channel there: labels by name, what follows the labels (distances) by place, where as much follows there; undefined where it
 * is new.
 */
function channelMap(
  labels: readonly string[],
  { description }: Model,
  shape: readonly number[],
  shapeThere: readonly number[],
): (number | undefined)[] {
  const channels = shape.at(-1) ?? 0
  const sameBehind = channels - labels.length === (shapeThere.at(-1) ?? 0) - description.labels.length
  return Array.from({ length: channels }, (_, channel) => {
    if (channel >= labels.length && !sameBehind) return undefined
    if (channel >= labels.length) return description.labels.length + channel - labels.length
    const there = description.labels.findIndex(({ name }) => name === labels[channel])
    return there < 0 ? undefined : there
  })
}

function takeChannels(
  weights: Float32Array,
  offset: number,
  shape: readonly number[],
  array: NamedArray,
  map: readonly (number | undefined)[],
): number {
  const channels = map.length
  const channelsThere = array.shape.at(-1) ?? 0
  const rows = shape.reduce((product, size) => product * size, 1) / channels
  if (array.values.length / channelsThere !== rows) return 0
  let taken = 0
  for (let row = 0; row < rows; row++) {
    map.forEach((there, here) => {
      if (there === undefined) return
      weights[offset + row * channels + here] = array.values[row * channelsThere + there] as number
      taken++
    })
  }
  return taken
}
