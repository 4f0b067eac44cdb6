import type { Size } from '../images/warp.ts'
import type { NamedArray } from '../networks/fold-normalization.ts'
import type { Padding } from '../networks/operations.ts'
import { IMAGE_CHANNELS, type RecordedValue, recordingPass } from '../networks/recording-pass.ts'
import { GRAPH_INPUT, type GraphNode, type PretrainedGraph } from './pretrained-graph.ts'
import { runNode } from './run-node.ts'
import { ModelUnreadable } from './unreadable.ts'

/** Of red, green and blue. */
const BRIGHTNESS = [0.299, 0.587, 0.114]

/** A convolution as it was published: filter [kh, kw, in, out], or [kh, kw, c, 1] where it is depthwise. */
export type PublishedConvolution = {
  filter: NamedArray
  bias: Float32Array | null
  stride: number
  padding: 'same' | 'valid' | Padding
  depthwise: boolean
}

/** A factor and a term for all channels (one number each) or for each of them. */
export type ChannelFactors = { scale: Float32Array; shift: Float32Array }

/** A body as far as it has been read: names of published operations stand for maps. */
export type BodyDraft = ReturnType<typeof bodyDraft>

/** Begins a body for images of this size [h, w, 3]; readers of published models put one operation after the other into it. */
export function bodyDraft(size: Size) {
  const nodes = new Map<string, GraphNode>()
  const weights = new Map<string, NamedArray>()
  const pass = recordingPass(weights, [])
  const image: RecordedValue = { name: GRAPH_INPUT, ...size, channels: IMAGE_CHANNELS, isFlat: false }
  const shapes = new Map([[GRAPH_INPUT, image]])
  const aliases = new Map<string, string>()

  const resolved = (name: string): string => aliases.get(name) ?? name
  const has = (name: string): boolean => shapes.has(resolved(name))

  function shapeOf(name: string): RecordedValue {
    const shape = shapes.get(resolved(name))
    if (!shape) throw new ModelUnreadable(`expected an operation named ${name} before it is used`)
    return shape
  }

  /** Lets a published name stand for what another one stands for. */
  function alias(name: string, of: string): void {
    aliases.set(name, resolved(of))
  }

  function put(node: GraphNode): void {
    const inputs = node.inputs.map(resolved)
    const shaped = inputs.map(shapeOf)
    if (node.op === 'add' && !isSameSize(shaped))
      throw new ModelUnreadable(`expected maps of one size for ${node.name}, got ${shaped.map(sidesOf).join(' and ')}`)
    const complete = { ...node, inputs }
    shapes.set(node.name, { ...runNode(pass, complete, shaped), name: node.name })
    nodes.set(node.name, complete)
  }

  function convolve(name: string, input: string, { filter, bias, stride, padding, depthwise }: PublishedConvolution): void {
    const [, , from = 0, to = 0] = filter.shape
    const { channels } = shapeOf(input)
    if (from !== channels)
      throw new ModelUnreadable(`expected a filter for ${channels} channels for ${name}, got [${filter.shape.join(', ')}]`)
    if (depthwise && to !== 1)
      throw new ModelUnreadable(`expected one output per channel of the depthwise convolution ${name}, got ${to}`)
    const outputs = depthwise ? from : to
    weights.set(`${name}/filter`, { ...filter, name: `${name}/filter` })
    weights.set(`${name}/bias`, { name: `${name}/bias`, shape: [outputs], values: bias ?? new Float32Array(outputs) })
    const isAround = typeof padding === 'object'
    if (isAround) put({ op: 'pad', name: `${name}/zeros`, inputs: [input], around: padding })
    put({
      op: 'convolution',
      name,
      inputs: [isAround ? `${name}/zeros` : input],
      stride,
      padding: isAround ? 'valid' : padding,
      activation: 'linear',
      depthwise,
    })
  }

  /** The images as a network without colours wants them: one convolution with the shares of brightness (ITU-R BT.601). */
  function turnGrey(name: string): void {
    const filter = { name, shape: [1, 1, IMAGE_CHANNELS, 1], values: Float32Array.from(BRIGHTNESS) }
    convolve(name, GRAPH_INPUT, { filter, bias: null, stride: 1, padding: 'valid', depthwise: false })
  }

  /** Multiplies and shifts channels: inside of the convolution before where nobody else needs it as it was. */
  function perChannel(name: string, input: string, factors: ChannelFactors, { mayFold }: { mayFold: boolean }): void {
    const { channels } = shapeOf(input)
    const { scale, shift } = factors
    if (scale.length !== 1 && scale.length !== channels)
      throw new ModelUnreadable(`expected one number or ${channels} for ${name}, got ${scale.length}`)
    if (scale.length === 1 || isImage(input)) {
      put({ op: 'rescale', name, inputs: [input], rescaling: { scale: [...scale], shift: [...shift] } })
    } else if (mayFold && isLinear(input)) {
      fold(resolved(input), factors)
      alias(name, input)
    } else {
      const filter = { name, shape: [1, 1, channels, 1], values: scale }
      convolve(name, input, { filter, bias: shift, stride: 1, padding: 'valid', depthwise: true })
    }
  }

  /** filter [kh, kw, in, out] * scale [out], bias * scale + shift. */
  function fold(convolution: string, { scale, shift }: ChannelFactors): void {
    const channels = scale.length
    const factor = (i: number) => scale[i % channels] as number
    const change = (name: string, changed: (value: number, i: number) => number) => {
      const array = weights.get(name) as NamedArray
      weights.set(name, { ...array, values: array.values.map(changed) })
    }
    change(`${convolution}/filter`, (value, i) => value * factor(i))
    change(`${convolution}/bias`, (value, i) => value * factor(i) + (shift[i] as number))
  }

  /** The images themselves, whatever was done to their pixels. */
  function isImage(published: string): boolean {
    const name = resolved(published)
    const node = nodes.get(name)
    return name === GRAPH_INPUT || (node !== undefined && node.op !== 'convolution' && node.inputs.every(isImage))
  }

  const isSame = (name: string, other: string): boolean => resolved(name) === resolved(other)
  const isLinear = (name: string): boolean => {
    const node = nodes.get(resolved(name))
    return node?.op === 'convolution' && node.activation === 'linear'
  }

  /** Lets a linear convolution cut off what is below zero. */
  function rectify(convolution: string): void {
    const node = nodes.get(resolved(convolution))
    if (node?.op === 'convolution') nodes.set(node.name, { ...node, activation: 'relu' })
  }

  const finish = (): PretrainedGraph => ({ nodes: [...nodes.values()], weights })
  const nodeOf = (name: string): GraphNode | undefined => nodes.get(resolved(name))
  return { has, shapeOf, nodeOf, isImage, isLinear, isSame, alias, put, convolve, turnGrey, rectify, perChannel, finish }
}

const isSameSize = ([first, ...others]: readonly RecordedValue[]): boolean =>
  others.every((other) => first !== undefined && sidesOf(other) === sidesOf(first))

const sidesOf = ({ height, width, channels }: RecordedValue): string => `[${height}, ${width}, ${channels}]`
