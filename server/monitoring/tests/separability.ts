/**
 * How well a linear rule tells two sets of whitened vectors apart that has not seen the one it is asked about: 2 AUC - 1, from 0 (not at all) to 1,
 * below zero where chance has it. The rule is ridge regression on the membership, each vector left out in turn (Allen's closed form, Technometrics
 * 16, 1974); the measure is that of a classifier two-sample test (Lopez-Paz and Oquab 2017, arXiv 1610.06545). `rows`: [n x size] as from
 * `whitened`, the first `references` of them on one side.
 */
export function separability(rows: Float64Array, size: number, references: number): number {
  const count = rows.length / size
  const share = 1 - references / count
  const isCurrent = (row: number) => (row < references ? 0 : 1)
  const slope = new Float64Array(size)
  for (let row = 0; row < count; row++)
    for (let at = 0; at < size; at++)
      slope[at] = (slope[at] as number) + ((isCurrent(row) - share) * (rows[row * size + at] as number)) / count
  const scores = Float64Array.from({ length: count }, (_, row) => {
    const vector = rows.subarray(row * size, (row + 1) * size)
    const said = vector.reduce((sum, value, at) => sum + value * (slope[at] as number), 0)
    const leverage = (1 + vector.reduce((sum, value) => sum + value * value, 0)) / count
    const truth = isCurrent(row)
    const leftOut = truth - (truth - share - said) / (1 - leverage)
    // Without the member's own side in the mean: it would give the side away.
    return leftOut - (share * count - truth) / (count - 1)
  })
  return 2 * areaUnderRoc(scores, references) - 1
}

/** How often a score of the second part is above one of the first; a tie counts half. */
function areaUnderRoc(scores: Float64Array, references: number): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let ranks = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && scores[order[to] as number] === scores[order[from] as number]) to++
    for (let place = from; place < to; place++) if ((order[place] as number) >= references) ranks += (from + to + 1) / 2
    from = to
  }
  const currents = scores.length - references
  return (ranks - (currents * (currents + 1)) / 2) / (currents * references)
}
