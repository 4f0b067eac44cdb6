/** A metric that can be taken again, cheaply, with every image counting as often as its weight says. */
export interface ResampledMetric {
  readonly images: number
  readonly labels: readonly string[]
  /** `weights` has one whole number per image; null where there is nothing to measure by. */
  measure(weights: Uint32Array): { value: number | null; perLabel: readonly (number | null)[] }
}
