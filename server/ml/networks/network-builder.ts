import type { InitialValue, Network, StatisticsSpec, WeightSpec } from './network.ts'
import type { Pass } from './pass.ts'

/** A piece of a network: a map [n, h, w, from] in, a map [n, h', w', to] out. */
export type Block = <Value>(pass: Pass<Value>, x: Value) => Value

type ConvolutionOptions = {
  from: number
  to: number
  size?: number
  stride?: number
  activation?: 'linear' | 'relu'
  /** What is new behind a pretrained body learns at the head's rate. */
  part?: WeightSpec['part']
}
type OutputOptions = { from: number; bias: readonly number[]; deviation: number }

/** Collects the weights of a network while it is put together from blocks, behind those of a body that exists already. */
export function networkBuilder(body: readonly WeightSpec[] = []) {
  const weights: WeightSpec[] = [...body]
  const statistics: StatisticsSpec[] = []
  const add = (name: string, shape: number[], initial: InitialValue, part: WeightSpec['part'] = 'body') =>
    weights.push({ name, shape, initial, part })

  /** A normalised convolution with `size` x `size` taps. */
  function convolution(name: string, options: ConvolutionOptions): Block {
    const { from, to, size = 3, stride = 1, activation = 'relu', part = 'body' } = options
    add(`${name}/filter`, [size, size, from, to], { fanIn: size * size * from }, part)
    add(`${name}/scale`, [to], { constant: 1 }, part)
    add(`${name}/offset`, [to], { constant: 0 }, part)
    statistics.push({ name, channels: to })
    const layer = { name, stride, padding: 'same', activation, depthwise: false, normalized: true } as const
    return (pass, x) => pass.convolve(layer, x)
  }

  /** Two convolutions beside a shortcut (He et al. 2016). */
  function residual(name: string, channels: number): Block {
    const first = convolution(`${name}/first`, { from: channels, to: channels })
    const second = convolution(`${name}/second`, { from: channels, to: channels, activation: 'linear' })
    return (pass, x) => pass.activate(pass.add(x, second(pass, first(pass, x))), 'relu')
  }

  /** The mean of what is around each cell, channel by channel, with `size` x `size` taps; weighed and shifted as it is fitted. */
  function depthwise(name: string, { channels, size, stride = 1 }: { channels: number; size: number; stride?: number }): Block {
    add(`${name}/filter`, [size, size, channels, 1], { constant: 1 / size ** 2 }, 'head')
    add(`${name}/bias`, [channels], { constant: 0 }, 'head')
    const layer = { name, stride, padding: 'same', activation: 'linear', depthwise: true, normalized: false } as const
    return (pass, x) => pass.convolve(layer, x)
  }

  /** A plain 1 x 1 convolution that begins with the same number everywhere. */
  function fixed(name: string, { from, to, constant }: { from: number; to: number; constant: number }): Block {
    add(`${name}/filter`, [1, 1, from, to], { constant }, 'head')
    add(`${name}/bias`, [to], { constant: 0 }, 'head')
    const layer = { name, stride: 1, padding: 'same', activation: 'linear', depthwise: false, normalized: false } as const
    return (pass, x) => pass.convolve(layer, x)
  }

  /** The last layer, one channel per entry of `bias`: a 1 x 1 convolution that starts near its bias. */
  function output(name: string, { from, bias, deviation }: OutputOptions): Block {
    add(`${name}/filter`, [1, 1, from, bias.length], { deviation }, 'head')
    add(`${name}/bias`, [bias.length], { values: Float32Array.from(bias) }, 'head')
    const layer = { name, stride: 1, padding: 'same', activation: 'linear', depthwise: false, normalized: false } as const
    return (pass, x) => pass.convolve(layer, x)
  }

  const build = (forward: Network['forward']): Network => ({ weights, statistics, forward })
  return { convolution, residual, depthwise, fixed, output, build }
}
