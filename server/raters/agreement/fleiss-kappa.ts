/**
 * Fleiss' kappa (1971) of units that each were rated by the same number of raters, not always the same ones. `counts[unit][class]` is how many
 * raters chose the class. Null where there are no units, fewer than two raters, or where chance alone agrees always.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number | null {
  const raters = counts[0]?.reduce((sum, count) => sum + count, 0) ?? 0
  if (counts.length === 0 || raters < 2) return null
  if (counts.some((row) => row.reduce((sum, count) => sum + count, 0) !== raters))
    throw new RangeError(`Expected ${raters} ratings of every unit`)
  const totals = new Array<number>(counts[0]?.length ?? 0).fill(0)
  let observed = 0
  for (const row of counts) {
    let squares = 0
    for (const [c, count] of row.entries()) {
      ;(totals[c] as number) += count
      squares += count * count
    }
    observed += (squares - raters) / (raters * (raters - 1))
  }
  const expected = totals.reduce((sum, total) => sum + (total / (counts.length * raters)) ** 2, 0)
  return expected === 1 ? null : (observed / counts.length - expected) / (1 - expected)
}
