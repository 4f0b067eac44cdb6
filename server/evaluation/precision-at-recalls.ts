/** COCO's 101 recalls, 0 to 1. They are `index * 0.01` and not `index / 100`, as numpy's linspace computes them: ten of them differ. */
export const RECALLS = Float64Array.from({ length: 101 }, (_, index) => index * 0.01)

/** Detections by falling score, N of them. */
export interface RankedOutcomes {
  /** 1 where the detection found a truth. Shape [N]. */
  readonly hits: Uint8Array
  /** How often the detection counts: 0 leaves it out, 2 stands for two copies. Shape [N]. */
  readonly weights: ArrayLike<number>
}

/**
 * Writes the best precision at or beyond each recall of `RECALLS` into `into` (shape [101]; 0 where the recall is never reached) and gives back
 * the recall of all detections together. `counted` is how many truths there are to find, above 0.
 */
export function precisionAtRecalls({ hits, weights }: RankedOutcomes, counted: number, into: Float64Array): number {
  const recalls = new Float64Array(hits.length)
  const precisions = new Float64Array(hits.length)
  let found = 0
  let wrong = 0
  for (let rank = 0; rank < hits.length; rank++) {
    const weight = weights[rank] as number
    if (hits[rank] === 1) found += weight
    else wrong += weight
    recalls[rank] = found / counted
    precisions[rank] = found / (wrong + found + Number.EPSILON)
  }
  writeEnvelope(recalls, precisions, into)
  return found / counted
}

/** Mean of shape [101] or of several of them one after the other. */
export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

// From the last detection back, so that each recall sees the best precision at or after the first detection that reaches it.
function writeEnvelope(recalls: Float64Array, precisions: Float64Array, into: Float64Array) {
  into.fill(0)
  let rank = recalls.length
  let best = 0
  for (let level = RECALLS.length - 1; level >= 0; level--) {
    const needed = RECALLS[level] as number
    while (rank > 0 && (recalls[rank - 1] as number) >= needed) {
      rank--
      best = Math.max(best, precisions[rank] as number)
    }
    into[level] = best
  }
}
