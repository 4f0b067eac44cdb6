/** Claims with a score each, N of them, and which are true. */
export interface ScoredTruths {
  /** Shape [N]. */
  readonly scores: ArrayLike<number>
  /** 1 where the claim is true. Shape [N]. */
  readonly truths: ArrayLike<number>
}

/** How many claims stand at or above each distinct score, S of them, the highest first. */
export interface ScoreSteps {
  /** Shape [S]. */
  readonly thresholds: Float64Array
  /** True claims so far. Shape [S]. */
  readonly right: Float64Array
  /** False claims so far. Shape [S]. */
  readonly wrong: Float64Array
}

/** Counts right and wrong claims from the highest score down; equal scores are one step, as no threshold can part them. */
export function scoreSteps({ scores, truths }: ScoredTruths): ScoreSteps {
  const order = Int32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  )
  const thresholds: number[] = []
  const right: number[] = []
  const wrong: number[] = []
  let found = 0
  order.forEach((index, place) => {
    found += truths[index] as number
    const score = scores[index] as number
    const following = order[place + 1]
    if (following !== undefined && scores[following] === score) return
    thresholds.push(score)
    right.push(found)
    wrong.push(place + 1 - found)
  })
  return { thresholds: Float64Array.from(thresholds), right: Float64Array.from(right), wrong: Float64Array.from(wrong) }
}
