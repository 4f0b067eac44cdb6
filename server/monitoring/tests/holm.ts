/**
 * Each p as it counts among all of them (Holm, Scandinavian Journal of Statistics 6, 1979): taking those at most alpha as found raises any
 * false alarm at all with a chance of at most alpha, however the tests depend on each other. In the order of the ps.
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const order = ps.map((_, place) => place).sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1))
  const adjusted = new Array<number>(ps.length).fill(1)
  let before = 0
  for (const [rank, place] of order.entries()) {
    before = Math.min(1, Math.max(before, (ps[place] ?? 1) * (ps.length - rank)))
    adjusted[place] = before
  }
  return adjusted
}
