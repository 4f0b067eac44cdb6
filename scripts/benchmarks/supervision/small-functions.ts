import { ABSTAIN } from '#server/supervision/label-models/vote-matrix.ts'
import type { Facts, NumberFact } from '#shared/labeling-rules/facts.ts'
import { outcomeOf, parseRules } from '#shared/labeling-rules/parse-rules.ts'

/** One image of a known class: a small grey version of it, and what rules may ask. */
export interface SmallImage {
  readonly label: number
  /** [SIDE, SIDE], mean 0 and deviation 1. */
  readonly grey: readonly number[]
  readonly facts: Facts
}
/** What a function says of an image: a class, or ABSTAIN. */
export type Say = (image: SmallImage) => number

export const SIDE = 12
/** A small model abstains where the second centroid is nearly as near as the first. */
const LEAST_MARGIN = 0.08
const DIGITS_OF_THRESHOLD = 6

/** A small model: the class whose examples look most alike in one trait. */
export function nearestCentroid(
  examples: readonly SmallImage[],
  classes: number,
  trait: (grey: readonly number[]) => readonly number[],
): Say {
  const centroids = Array.from({ length: classes }, (_, label) =>
    meanOf(examples.filter((one) => one.label === label).map(({ grey }) => trait(grey))),
  )
  return ({ grey }) => {
    const seen = trait(grey)
    const [first, second] = centroids
      .map((centroid, label) => ({ label, far: distance(centroid, seen) }))
      .sort((a, b) => a.far - b.far)
    return first && second && 1 - first.far / second.far >= LEAST_MARGIN ? first.label : ABSTAIN
  }
}

/**
 * Rules in the product's own language, as who has looked at the examples would write them: of one fact, the class with the least of it is named below the middle
 * between its examples and the next class's, the one with the most above.
 */
export function rulesOn(fact: NumberFact, examples: readonly SmallImage[], classes: number): Say {
  const means = Array.from({ length: classes }, (_, label) => {
    const own = examples.filter((one) => one.label === label)
    return { label, mean: own.reduce((sum, { facts }) => sum + (facts[fact] ?? 0), 0) / Math.max(1, own.length) }
  }).sort((a, b) => a.mean - b.mean)
  const middle = (a: number, b: number) =>
    (((means.at(a)?.mean ?? 0) + (means.at(b)?.mean ?? 0)) / 2).toFixed(DIGITS_OF_THRESHOLD)
  const text = `${means.at(0)?.label}: ${fact} < ${middle(0, 1)}\n${means.at(-1)?.label}: ${fact} > ${middle(-1, -2)}`
  const { rules, problems } = parseRules(text)
  if (problems.length > 0) throw new Error(`Expected rules that can be read, got ${problems[0]?.message} in ${text}`)
  return ({ facts }) => {
    const outcome = outcomeOf(rules, facts)
    return outcome?.type === 'label' ? Number(outcome.label) : ABSTAIN
  }
}

const at = (grey: readonly number[], x: number, y: number): number => grey[y * SIDE + x] ?? 0
const places = Array.from({ length: SIDE }, (_, place) => place)

/** Parts and traits of an image that small models look at. */
export const TRAITS: readonly ((grey: readonly number[]) => readonly number[])[] = [
  (grey) => grey,
  (grey) => grey.slice(0, (SIDE * SIDE) / 2),
  (grey) => grey.slice((SIDE * SIDE) / 2),
  (grey) => grey.filter((_, place) => place % SIDE < SIDE / 2),
  (grey) => grey.filter((_, place) => place % SIDE >= SIDE / 2),
  (grey) => places.map((x) => places.reduce((sum, y) => sum + at(grey, x, y), 0)),
  (grey) => places.slice(1).flatMap((y) => places.map((x) => Math.abs(at(grey, x, y) - at(grey, x, y - 1)))),
  (grey) => places.slice(1).flatMap((x) => places.map((y) => Math.abs(at(grey, x, y) - at(grey, x - 1, y)))),
]

/** Mean 0 and deviation 1: how light a photograph is says little of what it shows. */
export function normalised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
  return values.map((value) => (value - mean) / deviation)
}

const meanOf = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length)

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, place) => sum + (value - (b[place] ?? 0)) ** 2, 0))
