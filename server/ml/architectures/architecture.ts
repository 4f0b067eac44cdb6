import type { Grid } from '#shared/decoding/prediction.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Network } from '../networks/network.ts'
import type { PretrainedGraph } from '../pretrained/pretrained-graph.ts'

/** What a task asks of a network: the start value of every output channel. */
export type OutputSpec = { bias: readonly number[] }

/** What an architecture is built from. */
export type BuildOptions = { output: OutputSpec; graph: PretrainedGraph | null }

/** Code that builds a network for the tasks it supports, with the settings that it learns best by. */
export type Architecture = {
  id: string
  title: string
  tasks: readonly TaskId[]
  pretrained: boolean
  /** Whether it can be built on a body that a person brought, too. */
  anyBody?: true
  /** The labels it was published with, and can be built for alone. */
  knows?: readonly string[]
  /** Input pixels per output cell; sizes of the input are multiples of `sizeStep`. */
  stride: number
  sizeStep: number
  /** pixel value 0..255 -> input: value * scale + shift. */
  pixels: { scale: number; shift: number }
  /** Pixels of the input by default, width times height. */
  inputArea: number
  learning: { rate: number; headFactor: number; weightDecay: number; gradientNorm: number }
  build(options: BuildOptions): Network
  /** How the network comes by its weights where it is fitted to examples in one go, and nothing is taught. */
  fitted?: Fitted
}

/** What a network makes of one image that it is fitted to, row by row: values [grid.height, grid.width, channels]. */
export type ExampleFeatures = { values: Float32Array; grid: Grid; channels: number }

/** Weights by name that follow from the features of examples, and of others that were held back; what is not named stays as it began. */
export type Fit = (
  examples: readonly ExampleFeatures[],
  heldBack: readonly ExampleFeatures[],
  seed: number,
) => ReadonlyMap<string, Float32Array>

/** A part of the network that makes features, and the weights that follow from them. */
export type Fitted = { features(options: BuildOptions): Network; fit: Fit }
