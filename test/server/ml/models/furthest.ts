/** How far an exported network may be from the training engine, relative to its largest output where that is above 1. */
export const TOLERANCE = 1e-4

/** The largest difference of two lists of numbers, relative to the largest number where that is above 1. */
export function furthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const largest = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  return Array.from(found).reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? Number.NaN))), 0) / largest
}
