import type { Prediction } from './prediction.ts'

/** One image's output [labels] -> every label with its probability, best first. */
export function decodeTags(output: Float32Array): Prediction[] {
  return Array.from(output, (logit, label): Prediction => {
    return { label, score: 1 / (1 + Math.exp(-logit)), shape: { kind: 'whole' }, value: null }
  }).sort((a, b) => b.score - a.score)
}
