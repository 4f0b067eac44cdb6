import type { NamedArray } from './fold-normalization.ts'
import type { Network } from './network.ts'
import type { Activation, Operations, Padding, Rescaling, Sampling, SlidingWindow } from './operations.ts'
import type { ConvolutionLayer, Pass } from './pass.ts'
import { type Sliding, spread } from './spread.ts'

/** A map [n, height, width, channels] or vectors [n, channels] of a recording: a name and the shape of one image's share. */
export type RecordedValue = { name: string; height: number; width: number; channels: number; isFlat: boolean }

/** What was done at one place of a network; for a convolution with the zeros around its input. */
export type RecordedOperation =
  | { kind: 'convolution'; layer: ConvolutionLayer; padding: Padding }
  | { kind: 'activation'; activation: Activation }
  | { kind: 'pool'; pooling: Parameters<Operations<unknown>['pool']>[1] }
  | { kind: 'slide'; window: SlidingWindow; padding: Padding }
  | { kind: 'pad'; padding: Padding }
  | { kind: 'rescale'; rescaling: Rescaling }
  | { kind: 'enlarge'; times: number; sampling: Sampling }
  | { kind: 'add' | 'multiply' | 'concatenate' | 'flatten' }

export type RecordedNode = { operation: RecordedOperation; inputs: readonly RecordedValue[]; output: RecordedValue }

/** A network for one size of image as a list of operations, each after those it needs, with its folded weights. */
export type Recording = {
  input: RecordedValue
  output: RecordedValue
  nodes: readonly RecordedNode[]
  weights: ReadonlyMap<string, NamedArray>
}

/** Of what every network takes. */
export const IMAGE_CHANNELS = 3

/** Runs a network on names instead of numbers. `weights` are folded (see `fold-normalization.ts`). */
export function recordNetwork(
  network: Network,
  weights: readonly NamedArray[],
  size: { width: number; height: number },
): Recording {
  const byName = new Map(weights.map((array) => [array.name, array]))
  const nodes: RecordedNode[] = []
  const input = { name: 'image', ...size, channels: IMAGE_CHANNELS, isFlat: false }
  const output = network.forward(recordingPass(byName, nodes), input)
  return { input, output, nodes, weights: byName }
}

/** A pass that computes nothing but the shapes, and lists in `nodes` what was done. */
export function recordingPass(weights: ReadonlyMap<string, NamedArray>, nodes: RecordedNode[]): Pass<RecordedValue> {
  function record(
    operation: RecordedOperation,
    inputs: readonly RecordedValue[],
    shape: Omit<RecordedValue, 'name'>,
  ): RecordedValue {
    const output = { ...shape, name: `${operation.kind}_${nodes.length + 1}` }
    nodes.push({ operation, inputs, output })
    return output
  }

  return {
    add: (x, y) => record({ kind: 'add' }, [x, y], x),
    multiply: (x, y) => record({ kind: 'multiply' }, [x, y], x.height * x.width < y.height * y.width ? y : x),
    concatenate(maps) {
      const channels = maps.reduce((sum, map) => sum + map.channels, 0)
      return record({ kind: 'concatenate' }, maps, { ...(maps[0] as RecordedValue), channels })
    },
    activate: (x, activation) => record({ kind: 'activation', activation }, [x], x),
    pool: (x, pooling) => record({ kind: 'pool', pooling }, [x], { ...x, height: 1, width: 1 }),
    slide(x, window) {
      const { rows, columns, padding } = spreads(window, x, { tall: window.size, wide: window.size })
      return record({ kind: 'slide', window, padding }, [x], { ...x, height: rows, width: columns })
    },
    pad(x, padding) {
      const { top, bottom, left, right } = padding
      return record({ kind: 'pad', padding }, [x], { ...x, height: x.height + top + bottom, width: x.width + left + right })
    },
    rescale: (x, rescaling) => record({ kind: 'rescale', rescaling }, [x], x),
    enlarge: (x, times, sampling) =>
      record({ kind: 'enlarge', times, sampling }, [x], { ...x, height: x.height * times, width: x.width * times }),
    flatten: (x) => record({ kind: 'flatten' }, [x], { ...x, isFlat: true }),
    convolve(layer, x) {
      const { tall, wide, channels } = filterSides(weights, layer)
      const { rows, columns, padding } = spreads(layer, x, { tall, wide })
      const shape = { height: rows, width: columns, channels, isFlat: false }
      return record({ kind: 'convolution', layer, padding }, [x], shape)
    },
  }
}

type Taps = { tall: number; wide: number }
type FilterSides = Taps & { channels: number }

/** Taps and channels out of a filter [kh, kw, in, out]; a depthwise one [kh, kw, c, multiplier] has c * multiplier channels out. */
function filterSides(weights: ReadonlyMap<string, NamedArray>, { name, depthwise }: ConvolutionLayer): FilterSides {
  const shape = weights.get(`${name}/filter`)?.shape
  if (shape?.length !== 4) throw new Error(`expected a filter of four sides named ${name}/filter, got ${shape ?? 'none'}`)
  const [tall, wide, from, to] = shape as [number, number, number, number]
  return { tall, wide, channels: depthwise ? from * to : to }
}

/** Rows and columns of the result, and the zeros around the map. */
function spreads(sliding: Sliding, { height, width }: RecordedValue, { tall, wide }: Taps) {
  const [rows, columns] = [spread(sliding, height, tall), spread(sliding, width, wide)]
  const padding: Padding = { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after }
  return { rows: rows.size, columns: columns.size, padding }
}
