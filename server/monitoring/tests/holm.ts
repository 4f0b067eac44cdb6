/**
 * Each p as it counts among all of them (Holm, Scandinavian Journal of Statistics 6, 1979): taking those at most alpha as found raises any
 * false alarm at all with a chance of at most alpha, however the tests depend on each other. In the order of the ps. A test of twice the weight
 * of another may take up twice as much of alpha; without weights all are alike.
 */
export function holmAdjusted(ps: readonly number[], weights: readonly number[] = ps.map(() => 1)): number[] {
  const weighed = ps.map((p, place) => p / (weights[place] ?? 1))
  const order = ps.map((_, place) => place).sort((a, b) => (weighed[a] ?? 1) - (weighed[b] ?? 1))
  const adjusted = new Array<number>(ps.length).fill(1)
  let before = 0
  let left = weights.reduce((sum, weight) => sum + weight, 0)
  for (const place of order) {
    before = Math.min(1, Math.max(before, (weighed[place] ?? 1) * left))
    adjusted[place] = before
    left -= weights[place] ?? 1
  }
  return adjusted
}
