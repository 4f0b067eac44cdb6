import type { Prediction } from './prediction.ts'

/** One image's output [labels] -> every label with its probability, best first. */
export function decodeScores(output: Float32Array): Prediction[] {
  const highest = output.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY)
  const weights = Array.from(output, (value) => Math.exp(value - highest))
  const total = weights.reduce((sum, value) => sum + value, 0)
  return weights
    .map((weight, label) => ({ label, score: weight / total, shape: { kind: 'whole' } as const, value: null }))
    .sort((a, b) => b.score - a.score)
}
