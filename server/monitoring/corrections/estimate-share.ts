import type { Estimate } from '#shared/domain/monitoring.ts'

/** Of the normal distribution, for an interval of 95 %. */
const Z = 1.959963984540054

/** How many of how many, on one image. */
export interface Counted {
  readonly hits: number
  readonly of: number
  /** Mean score of what was suggested on it; absent where nothing was, or it was not written down. */
  readonly score?: number
}

/**
 * A share over images with its interval: Wilson's (JASA 22, 1927) on the effective number of shapes, which is smaller than their number where
 * those of one image go right or wrong together (the design effect of cluster samples, Kish 1965). Where all or none are hits, images count.
 */
export function estimateShare(images: readonly Counted[]): Estimate {
  const counted = images.filter(({ of }) => of > 0)
  const of = sum(counted.map((image) => image.of))
  if (of === 0) return { value: null, low: null, high: null, count: 0 }
  const value = sum(counted.map(({ hits }) => hits)) / of
  const effective = of / designEffect(counted)
  const n = value === 0 || value === 1 ? Math.min(effective, counted.length) : effective
  const middle = (value + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n)
  const reach = (Z / (1 + (Z * Z) / n)) * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n)) || 0
  return { value, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach), count: of }
}

/** How much larger the variance of a share is than with as many shapes on an image each; at least 1. */
export function designEffect(images: readonly Counted[]): number {
  const n = images.length
  const of = sum(images.map((image) => image.of))
  if (n < 2 || of === 0) return 1
  const value = sum(images.map(({ hits }) => hits)) / of
  const independent = (value * (1 - value) * of) / (of - 1)
  if (!(independent > 0)) return 1
  const clustered = (n / (n - 1) / of) * sum(images.map((image) => (image.hits - value * image.of) ** 2))
  return Math.max(1, clustered / independent)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
