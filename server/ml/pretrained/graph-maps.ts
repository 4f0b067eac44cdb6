import { paddingOf } from './graph-convolutions.ts'
import { constantOf, expected, first, type GraphReading, RANK } from './graph-reading.ts'
import { inputsOf, numbersOf, type PublishedNode } from './published-node.ts'

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3

/** MaxPool and AvgPool. */
export function slidingWindow(node: PublishedNode, { draft }: GraphReading): void {
  const [, tall = 1, wide = tall] = numbersOf(node, 'ksize')
  const [, rows = 1, columns = rows] = numbersOf(node, 'strides')
  const padded = paddingOf(node)
  if (tall !== wide || rows !== columns || typeof padded === 'object') throw expected('a square window, same or valid,', node)
  const kind = node.op === 'MaxPool' ? 'maximum' : 'average'
  draft.put({ op: 'slide', name: node.name, inputs: [first(node)], window: { kind, size: tall, stride: rows, padding: padded } })
}

/** Mean and Max over the pixels of a map. */
export function pooling(node: PublishedNode, reading: GraphReading): void {
  const axes = [...constantOf(node, 1, reading).values].map((axis) => (axis + RANK) % RANK)
  if (String(axes.sort()) !== String(PIXEL_AXES)) throw expected('the pixels of a map', node)
  reading.draft.put({ op: node.op === 'Mean' ? 'average' : 'maximum', name: node.name, inputs: [first(node)] })
}

/** Zeros around pixels, and channels of zeros. */
export function padding(node: PublishedNode, reading: GraphReading): void {
  const [before, after, top = 0, bottom = 0, left = 0, right = 0, front = 0, behind = 0] = constantOf(node, 1, reading).values
  const value = node.op === 'PadV2' ? constantOf(node, 2, reading).values[0] : 0
  if (before !== 0 || after !== 0 || value !== 0) throw expected('zeros around the pixels', node)
  const around = { top, bottom, left, right }
  if (front + behind === 0) reading.draft.put({ op: 'pad', name: node.name, inputs: [first(node)], around })
  else {
    reading.draft.put({ op: 'pad', name: `${node.name}/pixels`, inputs: [first(node)], around })
    moreChannels(node.name, `${node.name}/pixels`, { front, behind }, reading)
  }
}

/** Channels of zeros around those of a map: a convolution that copies. */
function moreChannels(
  name: string,
  input: string,
  { front, behind }: { front: number; behind: number },
  { draft }: GraphReading,
) {
  const { channels } = draft.shapeOf(input)
  const outputs = front + channels + behind
  const values = new Float32Array(channels * outputs)
  for (let channel = 0; channel < channels; channel++) values[channel * outputs + front + channel] = 1
  const filter = { name, shape: [1, 1, channels, outputs], values }
  draft.convolve(name, input, { filter, bias: null, stride: 1, padding: 'valid', depthwise: false })
}

/** ConcatV2 of channels. */
export function concatenation(node: PublishedNode, reading: GraphReading): void {
  const inputs = inputsOf(node)
  const [axis = 0] = constantOf(node, inputs.length - 1, reading).values
  if ((axis + RANK) % RANK !== CHANNEL_AXIS) throw expected('maps joined by their channels', node)
  reading.draft.put({ op: 'concatenate', name: node.name, inputs: inputs.slice(0, -1) })
}

/** Enlarging by a whole factor. */
export function resizing(node: PublishedNode, reading: GraphReading): void {
  const [height = 0, width = 0] = constantOf(node, 1, reading).values
  const from = reading.draft.shapeOf(first(node))
  const times = height / from.height
  const sampling = node.op === 'ResizeBilinear' ? 'bilinear' : 'nearest'
  if (!Number.isInteger(times) || times < 1 || width !== from.width * times)
    throw expected(`a whole multiple of [${from.height}, ${from.width}], not [${height}, ${width}],`, node)
  if (times === 1) {
    reading.draft.alias(node.name, first(node))
    return
  }
  if (node.attr.align_corners?.b) throw expected('pixels that keep their place (no align_corners)', node)
  // By repetition, the pixels are the same by both conventions.
  const isCentred = sampling === 'bilinear' && node.attr.half_pixel_centers?.b === true
  if (isCentred && times !== 2) throw expected('doubling where pixels are centred (half_pixel_centers)', node)
  const places = isCentred ? 'centred' : sampling
  reading.draft.put({ op: 'enlarge', name: node.name, inputs: [first(node)], times, sampling: places })
}

/** What changes nothing. */
export function sameMap(node: PublishedNode, { draft }: GraphReading): void {
  draft.shapeOf(first(node))
  draft.alias(node.name, first(node))
}

/** Another way to write the same numbers down: one per channel, or one image alone. */
export function sameNumbers(node: PublishedNode, reading: GraphReading): void {
  const { height, width } = reading.draft.shapeOf(first(node))
  const isOneImage = reading.draft.isImage(first(node)) && node.op !== 'Reshape'
  if (height * width !== 1 && !isOneImage) throw expected('one number per channel', node)
  reading.draft.alias(node.name, first(node))
}
