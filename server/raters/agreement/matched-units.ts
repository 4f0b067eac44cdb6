import type { Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'

/** One object that a rater says an image shows. */
export interface RatedShape {
  readonly label: string
  readonly shape: Shape
}
/** One object as the raters see it: at most one shape of each; those who did not see it are missing. */
export type MatchedUnit<S extends RatedShape = RatedShape> = ReadonlyMap<string, S>

/** Shapes of two raters that share this much mean the same object. */
export const MATCH_IOU = 0.5

/**
 * Which shapes of several raters on one image mean the same object, whatever they call it: pairs of the best IoU first, joined as long as no rater is in an
 * object twice and every two shapes in it share at least `leastIou`. An object that only one rater saw is a unit too.
 */
export function matchedUnits<S extends RatedShape>(
  ratings: ReadonlyMap<string, readonly S[]>,
  leastIou = MATCH_IOU,
): MatchedUnit<S>[] {
  const shapes = [...ratings].flatMap(([rater, found]) => found.map((rated) => ({ rater, rated })))
  const unitOf = shapes.map((_, place) => new Set([place]))
  const shared = pairsByOverlap(shapes, leastIou)
  for (const { a, b } of shared.pairs) {
    const [one, other] = [unitOf[a] as Set<number>, unitOf[b] as Set<number>]
    if (one === other || !mayJoin(one, other)) continue
    for (const place of other) {
      one.add(place)
      unitOf[place] = one
    }
  }
  return [...new Set(unitOf)].map(
    (places) => new Map([...places].map((place) => [shapes[place]?.rater ?? '', shapes[place]?.rated as S])),
  )

  function mayJoin(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
    for (const a of one) for (const b of other) if (shapes[a]?.rater === shapes[b]?.rater || !shared.has(a, b)) return false
    return true
  }
}

function pairsByOverlap(shapes: readonly { rater: string; rated: RatedShape }[], leastIou: number) {
  const found = new Map<string, { a: number; b: number; iou: number }>()
  for (const [a, one] of shapes.entries())
    for (const [b, other] of shapes.entries()) {
      if (b <= a || one.rater === other.rater) continue
      const iou = overlap(one.rated.shape, other.rated.shape)
      if (iou >= leastIou) found.set(`${a} ${b}`, { a, b, iou })
    }
  return {
    // Of the same overlap, what has the same label first.
    pairs: [...found.values()].sort((x, y) => y.iou - x.iou || sameLabel(y) - sameLabel(x)),
    has: (a: number, b: number) => found.has(a < b ? `${a} ${b}` : `${b} ${a}`),
  }

  function sameLabel({ a, b }: { a: number; b: number }): number {
    return Number(shapes[a]?.rated.label === shapes[b]?.rated.label)
  }
}
