import type { Padding } from '../networks/operations.ts'
import {
  channelsLast,
  equalSides,
  expected,
  first,
  type LayerReading,
  number,
  type PublishedLayer,
  sliding,
} from './layer-reading.ts'

/** Of any number of maps, one after the other. */
export function sum({ name, inputs }: PublishedLayer, { draft }: LayerReading): void {
  const [start = '', ...others] = inputs
  others.reduce((before, other, index) => {
    const after = index === others.length - 1 ? name : `${name}/${index + 2}`
    draft.put({ op: 'add', name: after, inputs: [before, other] })
    return after
  }, start)
}

/** Multiply of two maps. */
export function product(layer: PublishedLayer, { draft }: LayerReading): void {
  if (layer.inputs.length !== 2) throw expected('two maps', layer)
  draft.put({ op: 'multiply', name: layer.name, inputs: layer.inputs })
}

/** Concatenate of channels. */
export function concatenation(layer: PublishedLayer, { draft }: LayerReading): void {
  if (![-1, 3].includes(number(layer, ['axis'], -1))) throw expected('maps joined by their channels', layer)
  draft.put({ op: 'concatenate', name: layer.name, inputs: layer.inputs })
}

/** MaxPooling2D and AveragePooling2D. */
export function slidingWindow(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const size = equalSides(layer, 'pool_size', 2)
  const stride = equalSides(layer, 'strides', size)
  const kind = layer.kind === 'MaxPooling2D' ? 'maximum' : 'average'
  draft.put({ op: 'slide', name: layer.name, inputs: layer.inputs, window: { kind, size, stride, padding: sliding(layer) } })
}

/** GlobalAveragePooling2D and GlobalMaxPooling2D. */
export function pooling(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const op = layer.kind === 'GlobalAveragePooling2D' ? 'average' : 'maximum'
  draft.put({ op, name: layer.name, inputs: layer.inputs })
}

/** ZeroPadding2D. */
export function padding(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  draft.put({ op: 'pad', name: layer.name, inputs: layer.inputs, around: aroundOf(layer) })
}

/** A number, one per side, or two per side. */
function aroundOf(layer: PublishedLayer): Padding {
  const sides = [layer.config.padding ?? 1].flat(2).map(Number)
  const [a = 0, b = a, c = b, d = c] = sides
  if (sides.some(Number.isNaN)) throw expected('rows and columns as numbers', layer)
  return sides.length === 4 ? { top: a, bottom: b, left: c, right: d } : { top: a, bottom: a, left: b, right: b }
}

/** UpSampling2D. */
export function enlargement(layer: PublishedLayer, { draft }: LayerReading): void {
  channelsLast(layer)
  const sampling = layer.config.interpolation ?? 'nearest'
  if (sampling !== 'nearest' && sampling !== 'bilinear') throw expected('nearest or bilinear interpolation', layer)
  draft.put({ op: 'enlarge', name: layer.name, inputs: layer.inputs, times: equalSides(layer, 'size', 2), sampling })
}

/** Rescaling of pixels. */
export function rescaling(layer: PublishedLayer, { draft }: LayerReading): void {
  const factors = { scale: [number(layer, ['scale'], 1)], shift: [number(layer, ['offset'], 0)] }
  draft.put({ op: 'rescale', name: layer.name, inputs: layer.inputs, rescaling: factors })
}

/** What changes nothing once a network has learned. */
export function sameMap(layer: PublishedLayer, { draft }: LayerReading): void {
  draft.alias(layer.name, first(layer))
}

/** Another way to write one number per channel down. */
export function sameNumbers(layer: PublishedLayer, { draft }: LayerReading): void {
  const { height, width } = draft.shapeOf(first(layer))
  if (height * width !== 1) throw expected('one number per channel', layer)
  draft.alias(layer.name, first(layer))
}
