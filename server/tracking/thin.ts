/** Points of a metric in the order of their steps, column by column; times are milliseconds since 1970. */
export interface History {
  readonly steps: Float64Array
  readonly times: Float64Array
  readonly values: Float64Array
}

/** So many points of a stretch are kept at most: its first, lowest, highest and last. */
export const KEPT_PER_STRETCH = 4

/**
 * The first, lowest, highest and last point of each of so many equal stretches of the steps, which draws the same line as all of them on as
 * many pixels (M4: Jugel et al. 2014, VLDB 7(10)). Points that are no numbers count for nothing but their place. Few points stay as they are.
 */
export function thinned(history: History, stretches: number): History {
  const { steps, times, values } = history
  const count = steps.length
  if (count <= KEPT_PER_STRETCH * stretches) return history
  const first = steps[0] ?? 0
  const span = (steps[count - 1] ?? first) - first
  const kept: number[] = []
  for (let start = 0; start < count; ) {
    const stretch = stretchOf(steps[start] ?? first, { first, span, stretches })
    let end = start + 1
    while (end < count && stretchOf(steps[end] ?? first, { first, span, stretches }) === stretch) end++
    kept.push(...keptOf(values, start, end))
    start = end
  }
  const pick = (column: Float64Array) => Float64Array.from(kept, (at) => column[at] ?? 0)
  return { steps: pick(steps), times: pick(times), values: pick(values) }
}

function stretchOf(step: number, { first, span, stretches }: { first: number; span: number; stretches: number }): number {
  if (span === 0) return 0
  return Math.min(stretches - 1, Math.floor(((step - first) / span) * stretches))
}

function keptOf(values: Float64Array, start: number, end: number): number[] {
  let low = start
  let high = start
  for (let at = start; at < end; at++) {
    const value = values[at] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (!((values[low] ?? Number.NaN) <= value)) low = at
    if (!((values[high] ?? Number.NaN) >= value)) high = at
  }
  return [...new Set([start, low, high, end - 1])].sort((a, b) => a - b)
}
