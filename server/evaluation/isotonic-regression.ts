/** A rising function by its corners: straight between them, level outside. */
export interface Corners {
  readonly x: readonly number[]
  readonly y: readonly number[]
}
interface Block {
  readonly from: number
  readonly to: number
  readonly sum: number
  readonly weight: number
}

/**
 * The non-decreasing function nearest to observations by squared error, by pooling neighbours that fall (pool adjacent violators; Barlow et al.
 * 1972; for probabilities Zadrozny and Elkan 2002). Equal x count as one with their mean. Corners as scikit-learn's `IsotonicRegression` keeps
 * them: inner ones of a level stretch are left out. `x` and `y` are of the same length; nothing for none.
 */
export function isotonicRegression(x: readonly number[], y: readonly number[]): Corners {
  const blocks: Block[] = []
  for (const observed of distinct(x, y)) {
    let block = observed
    for (let last = blocks.at(-1); last && last.sum / last.weight >= block.sum / block.weight; last = blocks.at(-1)) {
      blocks.pop()
      block = { from: last.from, to: block.to, sum: last.sum + block.sum, weight: last.weight + block.weight }
    }
    blocks.push(block)
  }
  const corners = blocks.flatMap(({ from, to, sum, weight }) => {
    const level = sum / weight
    return from === to
      ? [{ at: from, level }]
      : [
          { at: from, level },
          { at: to, level },
        ]
  })
  return { x: corners.map(({ at }) => at), y: corners.map(({ level }) => level) }
}

function distinct(x: readonly number[], y: readonly number[]): Block[] {
  const rising = [...x.keys()].sort((a, b) => (x[a] as number) - (x[b] as number))
  const found: Block[] = []
  for (const place of rising) {
    const [at, value] = [x[place] as number, y[place] as number]
    const last = found.at(-1)
    if (last?.from === at) found[found.length - 1] = { ...last, sum: last.sum + value, weight: last.weight + 1 }
    else found.push({ from: at, to: at, sum: value, weight: 1 })
  }
  return found
}
