/** How far apart two values count. */
export type Measurement = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/** What the raters said of one unit; those who said nothing are left out. */
export type RatedUnit = readonly number[]

/**
 * Krippendorff's alpha (Computing Krippendorff's Alpha-Reliability, 2011) of any number of raters with missing ratings: 1 where all agree, 0 where
 * no more than by chance, below 0 where less. Values are numbers: places of classes (nominal), ranks (ordinal) or measured ones. Units with
 * fewer than two ratings say nothing. Null where no unit has two, or where all values ever given are the same.
 */
export function krippendorffAlpha(units: readonly RatedUnit[], measurement: Measurement = 'nominal'): number | null {
  const pairable = units.filter((ratings) => ratings.length > 1)
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b)
  const { within, totals, total } = coincidences(pairable, values)
  if (total === 0) return null
  const squared = distances(values, totals, measurement)
  let [observed, expected] = [0, 0]
  for (let a = 0; a < values.length; a++)
    for (let b = 0; b < values.length; b++) {
      const apart = squared(a, b)
      observed += (within[a * values.length + b] ?? 0) * apart
      expected += (totals[a] ?? 0) * (totals[b] ?? 0) * apart
    }
  return expected === 0 ? null : 1 - ((total - 1) * observed) / expected
}

/** How often two values were given to one unit: each pair of ratings counts 1 / (ratings of the unit - 1). */
function coincidences(units: readonly RatedUnit[], values: readonly number[]) {
  const placeOf = new Map(values.map((value, place) => [value, place]))
  const within = new Float64Array(values.length ** 2)
  const totals = new Float64Array(values.length)
  for (const ratings of units) {
    const counts = new Map<number, number>()
    for (const rating of ratings) {
      const place = placeOf.get(rating) ?? 0
      counts.set(place, (counts.get(place) ?? 0) + 1)
      totals[place] = (totals[place] ?? 0) + 1
    }
    for (const [a, many] of counts)
      for (const [b, others] of counts) {
        const pairs = many * (a === b ? others - 1 : others)
        within[a * values.length + b] = (within[a * values.length + b] ?? 0) + pairs / (ratings.length - 1)
      }
  }
  return { within, totals, total: totals.reduce((sum, count) => sum + count, 0) }
}

function distances(values: readonly number[], totals: Float64Array, measurement: Measurement): (a: number, b: number) => number {
  const valueAt = (place: number) => values[place] ?? 0
  switch (measurement) {
    case 'nominal':
      return (a, b) => Number(a !== b)
    case 'ordinal': {
      // How many ratings lie before each rank.
      const below = [0]
      for (const count of totals) below.push((below.at(-1) ?? 0) + count)
      const middle = (place: number) => ((below[place] ?? 0) + (below[place + 1] ?? 0)) / 2
      return (a, b) => (middle(a) - middle(b)) ** 2
    }
    case 'interval':
      return (a, b) => (valueAt(a) - valueAt(b)) ** 2
    case 'ratio':
      return (a, b) => {
        const sum = valueAt(a) + valueAt(b)
        return sum === 0 ? 0 : ((valueAt(a) - valueAt(b)) / sum) ** 2
      }
    default:
      return measurement satisfies never
  }
}
