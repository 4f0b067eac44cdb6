/** Steps people count in. */
const STEPS = [1, 2, 5]

/** The smallest round distance in image pixels (1, 2, 5, 10, 20 …) that is at least so many screen pixels long. */
export function niceStep(scale: number, leastOnScreen: number): number {
  const wanted = leastOnScreen / scale
  for (let decade = 1; ; decade *= 10) for (const step of STEPS) if (step * decade >= wanted) return step * decade
}

/** The multiples of a step within a range. */
export function ticksBetween(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.max(Math.floor(to / step) - first + 1, 0) }, (_, index) => (first + index) * step)
}
