/** Places of the scores from the highest to the lowest; equal scores keep their order. Shape [N]. */
export function byFallingScore(scores: Float64Array): Int32Array {
  return Int32Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}
