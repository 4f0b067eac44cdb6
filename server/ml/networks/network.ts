import type { Pass } from './pass.ts'

/** How a weight starts: drawn for its fan-in (He et al. 2015), a constant, or values that were learned before. */
export type InitialValue = { fanIn: number } | { deviation: number } | { constant: number } | { values: Float32Array }

/** One weight by name. The body of a pretrained network learns slower than its new head. */
export type WeightSpec = { name: string; shape: number[]; initial: InitialValue; part: 'body' | 'head' }

/** Running mean and variance of one normalised layer. */
export type StatisticsSpec = { name: string; channels: number }

/** A network as data and one function: what it holds, and how images [n, h, w, 3] become outputs. */
export type Network = {
  weights: readonly WeightSpec[]
  statistics: readonly StatisticsSpec[]
  /** images [n, h, w, 3] -> a map [n, h / stride, w / stride, channels] or vectors [n, channels]. */
  forward<Value>(pass: Pass<Value>, images: Value): Value
}
