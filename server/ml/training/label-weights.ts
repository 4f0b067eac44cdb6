import type { LabelledObject } from '../tasks/task.ts'

/** No label counts so many times more, or less, than an even one would. */
const GREATEST_WEIGHT = 4

/**
 * How much an object of each label counts while learning: the inverse of the label's share of all objects, to a power, against an even
 * share. Power 0 leaves the labels as they are, 1 lets every label count the same in all (class-balanced weights, after Cui et al. 2019,
 * arXiv 1901.05555).
 */
export function labelWeights(objects: readonly (readonly LabelledObject[])[], labels: number, power: number): number[] {
  const counts = new Array<number>(labels).fill(0)
  for (const { label } of objects.flat()) counts[label] = (counts[label] ?? 0) + 1
  const even = objects.flat().length / Math.max(1, labels)
  return counts.map((count) => {
    const weight = (even / Math.max(1, count)) ** power
    return Math.min(GREATEST_WEIGHT, Math.max(1 / GREATEST_WEIGHT, weight))
  })
}

/** The same objects, each with the weight of its label beside its own. */
export function weighedByLabel(objects: readonly (readonly LabelledObject[])[], weights: readonly number[]): LabelledObject[][] {
  return objects.map((found) =>
    found.map((object) => ({ ...object, weight: (object.weight ?? 1) * (weights[object.label] ?? 1) })),
  )
}
