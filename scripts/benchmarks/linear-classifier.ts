/** A linear layer with softmax over fixed vectors: what stands for a model where only the choice of images is compared. */
export interface LinearClassifier {
  /** Probability of each class. */
  classify(vector: Float32Array): number[]
}

const PASSES = 150
const RATE = 5
const DECAY = 1e-3

/** Learns by full gradient steps on the cross entropy, the same every time; vectors of length near one. */
export function linearClassifier(vectors: readonly Float32Array[], classes: readonly number[], count: number): LinearClassifier {
  const size = (vectors[0]?.length ?? 0) + 1
  const weights = Array.from({ length: count }, () => new Float64Array(size))
  const classify = (vector: Float32Array): number[] => softmax(weights.map((row) => applied(row, vector)))
  for (let pass = 0; pass < PASSES; pass++) {
    const gradients = weights.map((row) => row.map((weight) => DECAY * weight))
    for (const [place, vector] of vectors.entries())
      for (const [label, probability] of classify(vector).entries()) {
        const error = (probability - Number(label === classes[place])) / vectors.length
        const gradient = gradients[label] as Float64Array
        for (let at = 0; at < size - 1; at++) (gradient[at] as number) += error * (vector[at] as number)
        ;(gradient[size - 1] as number) += error
      }
    for (const [label, row] of weights.entries())
      for (let at = 0; at < size; at++) (row[at] as number) -= RATE * ((gradients[label] as Float64Array)[at] as number)
  }
  return { classify }
}

/** The bias comes last. */
function applied(row: Float64Array, vector: Float32Array): number {
  return vector.reduce((sum, value, at) => sum + value * (row[at] as number), row.at(-1) as number)
}

function softmax(values: readonly number[]): number[] {
  const most = Math.max(...values)
  const weights = values.map((value) => Math.exp(value - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
