/**
 * Activations that a network may use. A hard sigmoid is relu6(x + 3) / 6 (Howard et al. 2019, section 5.2); the logarithm is that of what
 * is at least `LEAST_LOGARITHM_OF`.
 */
export type Activation = 'relu' | 'relu6' | 'sigmoid' | 'hardSigmoid' | 'logarithm'

/** A sixth as the published network holds it, in 16 bits: with it, its outputs are met to 1e-4. */
export const HARD_SLOPE = 0.1666259765625
export const LEAST_LOGARITHM_OF = 1e-3

/** Rows and columns of zeros around a map. */
export type Padding = { top: number; bottom: number; left: number; right: number }

/** One number for all channels or one for each, which are no weights: what they say stays as it was given. */
export type Rescaling = { scale: readonly number[]; shift: readonly number[] }

/** `centred`: a pixel of the result lies where its middle is (doubling only); otherwise at its place divided by `times`. */
export type Sampling = 'nearest' | 'bilinear' | 'centred'

/** A square that slides over a map; `same` leaves what lies outside of the map out of its averages. */
export type SlidingWindow = { kind: 'average' | 'maximum'; size: number; stride: number; padding: 'same' | 'valid' }

/**
 * All that a network may do with its maps besides convolving, so that whoever can do these can run or write down any architecture:
 * engines compute them (`tensor-operations.ts`), a recording lists them for export (`recording-pass.ts`). A new one is declared here, and
 * the compiler names everybody who has to learn it. A `Value` is a tensor of an engine, or the name of one in a recording.
 */
export type Operations<Value> = {
  /** [n, h, w, c] + [n, h, w, c]. */
  add(x: Value, y: Value): Value
  /** [n, h, w, c] * [n, h, w, c]; either may be [n, 1, 1, c] to weigh channels. */
  multiply(x: Value, y: Value): Value
  /** Maps of one size -> one with the channels of all. */
  concatenate(maps: readonly Value[]): Value
  /** Of any shape. */
  activate(x: Value, activation: Activation): Value
  /** The average or maximum of every channel: [n, h, w, c] -> [n, 1, 1, c]. */
  pool(x: Value, kind: 'average' | 'maximum'): Value
  /** The average or maximum inside of every window: [n, h, w, c] -> [n, h', w', c]. */
  slide(x: Value, window: SlidingWindow): Value
  /** [n, h, w, c] -> [n, h + top + bottom, w + left + right, c]. */
  pad(x: Value, padding: Padding): Value
  /** x * scale + shift: [n, h, w, c] -> [n, h, w, c]. */
  rescale(x: Value, rescaling: Rescaling): Value
  /** [n, h, w, c] -> [n, h * times, w * times, c]. */
  enlarge(x: Value, times: number, sampling: Sampling): Value
  /** [n, 1, 1, c] -> [n, c]. */
  flatten(x: Value): Value
}
