import type { Box, Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { matchedUnits } from './agreement/matched-units.ts'
import type { RatedObject } from './agreement/rated-image.ts'
import type { RatedOn } from './agreement/rated-units.ts'

/** One thing that enough raters say of an image. */
export interface Agreed {
  readonly label: string
  readonly shape: Shape
  readonly value: number | null
  /** Raters who say it, of those who rated the image. */
  readonly votes: number
  readonly raters: number
}

/** Share of the raters who must say so, rounded up to whole ones, and the overlap from which they mean the same object (CVAT's consensus). */
export const QUORUM = 0.5
const CONSENSUS_IOU = 0.4

/**
 * What raters of one image agree on. A class takes more votes than any other one; a tag or an object the quorum's. An object is called what most of its raters
 * call it; its box is the mean of theirs, each by its rater's weight, and any other shape the one most like the others. A number is the weighted mean.
 */
export function consensusOf(
  on: RatedOn,
  ratings: ReadonlyMap<string, readonly RatedObject[]>,
  weightOf: (rater: string) => number = () => 1,
): Agreed[] {
  const raters = ratings.size
  const quorum = Math.max(1, Math.ceil(raters * QUORUM))
  switch (on) {
    case 'images': {
      const best = mostSaid([...ratings].flatMap(([rater, [first]]) => (first ? [[rater, first] as const] : [])))
      return best && best.votes >= quorum
        ? [{ label: best.label, shape: { kind: 'whole' }, value: null, votes: best.votes, raters }]
        : []
    }
    case 'tags':
    case 'numbers':
      return labelsIn(ratings).flatMap((label) => {
        const said = [...ratings].flatMap(([rater, rated]) => {
          const found = rated.find((one) => one.label === label)
          return found ? [[rater, found] as const] : []
        })
        if (said.length < quorum) return []
        const values = said.flatMap(([rater, { value }]) => (value === null ? [] : [[weightOf(rater), value] as const]))
        return [{ label, shape: { kind: 'whole' } as const, value: weightedMean(values), votes: said.length, raters }]
      })
    case 'shapes':
      return matchedUnits(ratings, CONSENSUS_IOU).flatMap((unit) => {
        if (unit.size < quorum) return []
        const { label } = mostSaid([...unit]) ?? { label: '' }
        const alike = [...unit].filter(([, { label: own }]) => own === label)
        const shapes = [...unit].map(([rater, { shape }]) => ({ shape, weight: weightOf(rater) }))
        return [{ label, shape: shapeOf(shapes), value: null, votes: alike.length, raters }]
      })
    default:
      return on satisfies never
  }
}

const labelsIn = (ratings: ReadonlyMap<string, readonly RatedObject[]>): string[] =>
  [...new Set([...ratings.values()].flat().map(({ label }) => label))].sort()

// Alike often: nobody's, so that a person decides. Of objects, which are there in any case, the first in the alphabet.
function mostSaid(said: readonly (readonly [string, { label: string }])[]): { label: string; votes: number } | null {
  const counts = new Map<string, number>()
  for (const [, { label }] of said) counts.set(label, (counts.get(label) ?? 0) + 1)
  const ranked = [...counts].sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1))
  const [first, second] = ranked
  if (!first) return null
  return second?.[1] === first[1] ? { label: first[0], votes: 0 } : { label: first[0], votes: first[1] }
}

function weightedMean(values: readonly (readonly [number, number])[]): number | null {
  const total = values.reduce((sum, [weight]) => sum + weight, 0)
  return total === 0 ? null : values.reduce((sum, [weight, value]) => sum + weight * value, 0) / total
}

function shapeOf(shapes: readonly { shape: Shape; weight: number }[]): Shape {
  const boxes = shapes.flatMap(({ shape, weight }) => (shape.kind === 'box' ? [{ shape, weight }] : []))
  if (boxes.length === shapes.length) return meanBox(boxes)
  const likeness = (shape: Shape) => shapes.reduce((sum, other) => sum + other.weight * overlap(shape, other.shape), 0)
  const [most] = [...shapes].sort((a, b) => likeness(b.shape) - likeness(a.shape))
  return most?.shape ?? { kind: 'whole' }
}

/** Edge by edge. */
function meanBox(boxes: readonly { shape: Box; weight: number }[]): Box {
  const mean = (read: (box: Box) => number) =>
    weightedMean(boxes.map(({ shape, weight }) => [weight, read(shape)])) ?? read(boxes[0]?.shape as Box)
  const [x, y] = [mean((box) => box.x), mean((box) => box.y)]
  return { kind: 'box', x, y, width: mean((box) => box.x + box.width) - x, height: mean((box) => box.y + box.height) - y }
}
