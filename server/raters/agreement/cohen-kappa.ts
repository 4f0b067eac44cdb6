/** How far apart two classes count: all mistakes alike, by their distance, or by its square. */
export type KappaWeights = 'none' | 'linear' | 'quadratic'

/**
 * Cohen's kappa of two raters over the units that both rated (1960; weighted 1968): agreement beyond chance, 1 where they always agree, 0 where no
 * more than by chance. `pairs` are places of classes 0 to classes - 1. Null where there is no pair, or where chance alone agrees always.
 */
export function cohenKappa(
  pairs: readonly (readonly [number, number])[],
  classes: number,
  weights: KappaWeights = 'none',
): number | null {
  if (pairs.length === 0) return null
  const distance = (a: number, b: number) =>
    weights === 'none' ? Number(a !== b) : Math.abs(a - b) ** (weights === 'linear' ? 1 : 2)
  const [first, second] = [new Array<number>(classes).fill(0), new Array<number>(classes).fill(0)]
  let observed = 0
  for (const [a, b] of pairs) {
    ;(first[a] as number)++
    ;(second[b] as number)++
    observed += distance(a, b)
  }
  let expected = 0
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) expected += ((first[a] ?? 0) * (second[b] ?? 0) * distance(a, b)) / pairs.length
  return expected === 0 ? null : 1 - observed / expected
}
