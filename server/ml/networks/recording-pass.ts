import type { NamedArray } from './fold-normalization.ts'
import type { Network } from './network.ts'
import type { Activation, Operations } from './operations.ts'
import type { ConvolutionLayer, Pass } from './pass.ts'

/** A map [n, height, width, channels] or vectors [n, channels] of a recording: a name and the shape of one image's share. */
export type RecordedValue = { name: string; height: number; width: number; channels: number; isFlat: boolean }

/** What was done at one place of a network; for a convolution with the zeros around its input. */
export type RecordedOperation =
  | { kind: 'convolution'; layer: ConvolutionLayer; padding: Padding }
  | { kind: 'activation'; activation: Activation }
  | { kind: 'pool'; pooling: Parameters<Operations<unknown>['pool']>[1] }
  | { kind: 'enlarge'; times: number; sampling: Parameters<Operations<unknown>['enlarge']>[2] }
  | { kind: 'add' | 'multiply' | 'concatenate' | 'flatten' }

export type RecordedNode = { operation: RecordedOperation; inputs: readonly RecordedValue[]; output: RecordedValue }

/** Rows and columns of zeros around a map. */
export type Padding = { top: number; bottom: number; left: number; right: number }

/** A network for one size of image as a list of operations, each after those it needs, with its folded weights. */
export type Recording = {
  input: RecordedValue
  output: RecordedValue
  nodes: readonly RecordedNode[]
  weights: ReadonlyMap<string, NamedArray>
}

const IMAGE_CHANNELS = 3

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

function recordingPass(weights: ReadonlyMap<string, NamedArray>, nodes: RecordedNode[]): Pass<RecordedValue> {
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
    enlarge: (x, times, sampling) =>
      record({ kind: 'enlarge', times, sampling }, [x], { ...x, height: x.height * times, width: x.width * times }),
    flatten: (x) => record({ kind: 'flatten' }, [x], { ...x, isFlat: true }),
    convolve(layer, x) {
      const { tall, wide, channels } = filterSides(weights, layer)
      const [rows, columns] = [spread(layer, x.height, tall), spread(layer, x.width, wide)]
      const padding = { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after }
      const shape = { height: rows.size, width: columns.size, channels, isFlat: false }
      return record({ kind: 'convolution', layer, padding }, [x], shape)
    },
  }
}

type FilterSides = { tall: number; wide: number; channels: number }

/** Taps and channels out of a filter [kh, kw, in, out]; a depthwise one [kh, kw, c, multiplier] has c * multiplier channels out. */
function filterSides(weights: ReadonlyMap<string, NamedArray>, { name, depthwise }: ConvolutionLayer): FilterSides {
  const shape = weights.get(`${name}/filter`)?.shape
  if (shape?.length !== 4) throw new Error(`expected a filter of four sides named ${name}/filter, got ${shape ?? 'none'}`)
  const [tall, wide, from, to] = shape as [number, number, number, number]
  return { tall, wide, channels: depthwise ? from * to : to }
}

/** Cells of the result along one side, and zeros before and after it; `same` puts the odd one behind (TensorFlow's convention). */
function spread(
  { stride, padding }: ConvolutionLayer,
  size: number,
  taps: number,
): { size: number; before: number; after: number } {
  if (padding === 'valid') return { size: Math.floor((size - taps) / stride) + 1, before: 0, after: 0 }
  const cells = Math.ceil(size / stride)
  const zeros = Math.max(0, (cells - 1) * stride + taps - size)
  const before = Math.floor(zeros / 2)
  return { size: cells, before, after: zeros - before }
}
