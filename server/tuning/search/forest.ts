import type { Random } from '#shared/random.ts'

/** Rows that a leaf must hold. */
const LEAST_IN_LEAF = 2
const DEEPEST = 12
/** Thresholds tried per feature of a node. */
const MOST_THRESHOLDS = 16

/** A regression tree over rows of numbers. */
type Node = { value: number } | { feature: number; threshold: number; below: Node; above: Node }

/** Says what a forest expects of a row. */
export type Forest = (row: readonly number[]) => number

/** One tree with the rows that it has not seen. */
export interface Tree {
  predict: Forest
  readonly unseen: readonly number[]
}

/**
 * A forest of regression trees, each grown on a bootstrap sample by the greatest reduction of squared error, over a third of the features
 * at every node (Breiman 2001, "Random Forests", Machine Learning 45).
 */
export function growForest(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  { trees, random }: { trees: number; random: Random },
): Tree[] {
  const all = [...rows.keys()]
  return Array.from({ length: trees }, () => {
    const sample = all.map(() => random.integer(rows.length))
    const seen = new Set(sample)
    const root = grow({ rows, values, random }, sample, 0)
    return { predict: (row) => expectedOf(root, row), unseen: all.filter((place) => !seen.has(place)) }
  })
}

/** The mean of all trees. */
export const meanOfTrees =
  (trees: readonly Tree[]): Forest =>
  (row) =>
    trees.reduce((sum, { predict }) => sum + predict(row), 0) / trees.length

interface Data {
  readonly rows: readonly (readonly number[])[]
  readonly values: readonly number[]
  readonly random: Random
}

function grow(data: Data, sample: readonly number[], depth: number): Node {
  const split = depth < DEEPEST && sample.length >= 2 * LEAST_IN_LEAF ? bestSplit(data, sample) : null
  if (!split) return { value: meanOf(sample.map((place) => data.values[place] as number)) }
  const { feature, threshold } = split
  const isBelow = (place: number) => (data.rows[place]?.[feature] ?? 0) < threshold
  return {
    feature,
    threshold,
    below: grow(data, sample.filter(isBelow), depth + 1),
    above: grow(
      data,
      sample.filter((place) => !isBelow(place)),
      depth + 1,
    ),
  }
}

function bestSplit({ rows, values, random }: Data, sample: readonly number[]): { feature: number; threshold: number } | null {
  const features = random.shuffled([...(rows[0] ?? []).keys()])
  const tried = features.slice(0, Math.max(1, Math.ceil(features.length / 3)))
  let best: { feature: number; threshold: number; error: number } | null = null
  for (const feature of [...tried, ...features.slice(tried.length)]) {
    // Beyond the third only where none of it parts the sample.
    if (best && !tried.includes(feature)) break
    for (const threshold of thresholdsOf(sample.map((place) => rows[place]?.[feature] ?? 0))) {
      const below = sample.filter((place) => (rows[place]?.[feature] ?? 0) < threshold).map((place) => values[place] as number)
      const above = sample.filter((place) => (rows[place]?.[feature] ?? 0) >= threshold).map((place) => values[place] as number)
      if (below.length < LEAST_IN_LEAF || above.length < LEAST_IN_LEAF) continue
      const error = squaredError(below) + squaredError(above)
      if (error < (best?.error ?? Number.POSITIVE_INFINITY)) best = { feature, threshold, error }
    }
  }
  return best
}

function thresholdsOf(column: readonly number[]): number[] {
  const sorted = [...new Set(column)].sort((a, b) => a - b)
  const middles = sorted.slice(1).map((value, place) => (value + (sorted[place] as number)) / 2)
  const every = Math.max(1, Math.ceil(middles.length / MOST_THRESHOLDS))
  return middles.filter((_, place) => place % every === 0)
}

function expectedOf(node: Node, row: readonly number[]): number {
  if ('value' in node) return node.value
  return expectedOf((row[node.feature] ?? 0) < node.threshold ? node.below : node.above, row)
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

function squaredError(values: readonly number[]): number {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}
