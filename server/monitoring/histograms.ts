import type { Histogram } from '#shared/domain/monitoring.ts'
import { binned, rangeOf, shares } from './tests/distances.ts'

const BINS = 24
/** Labels that are drawn one by one; the rest is drawn together. */
const MOST_NAMES = 12
const REST = '…'
/** Values beyond these ranks of both samples together are drawn in the outermost bins. */
const DRAWN = [0.01, 0.99] as const

/** Two samples in the same bins. */
export function numberHistogram(reference: readonly number[], current: readonly number[]): Histogram {
  const range = middleRange([...reference, ...current])
  return {
    range,
    names: [],
    reference: shares(binned(reference, range, BINS)),
    current: shares(binned(current, range, BINS)),
  }
}

/** Two rows of counts under the same names, the most frequent first. */
export function sharesHistogram(names: readonly string[], reference: readonly number[], current: readonly number[]): Histogram {
  const [before, now] = [shares(reference), shares(current)]
  const rows = names
    .map((name, place) => ({ name, before: before[place] ?? 0, now: now[place] ?? 0 }))
    .sort((a, b) => b.before + b.now - a.before - a.now)
  const rest = rows.slice(MOST_NAMES)
  const drawn = rows.slice(0, MOST_NAMES)
  if (rest.length > 0)
    drawn.push({ name: REST, before: sum(rest.map((row) => row.before)), now: sum(rest.map((row) => row.now)) })
  return {
    range: null,
    names: drawn.map(({ name }) => name),
    reference: drawn.map((row) => Math.min(1, row.before)),
    current: drawn.map((row) => Math.min(1, row.now)),
  }
}

function middleRange(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = DRAWN.map((rank) => sorted[Math.round(rank * (sorted.length - 1))] ?? 0)
  return low === high ? rangeOf(sorted) : [low ?? 0, high ?? 0]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
