import type { Counted } from '#server/monitoring/corrections/estimate-share.ts'
import { createRandom, type Random } from '#shared/random.ts'

/** Decided images of one kind of project. */
interface MadeUpKind {
  readonly what: string
  /** How often a shape is right. */
  readonly share: number
  /** Shapes of an image: one, or up to twice this, evenly. */
  readonly shapes: number
  /** The share of images that are right or wrong as a whole. */
  readonly together: number
}

export const MADE_UP: readonly MadeUpKind[] = [
  { what: 'classes, 85 % right', share: 0.85, shapes: 1, together: 0 },
  { what: 'classes, 75 % right', share: 0.75, shapes: 1, together: 0 },
  { what: 'classes, 95 % right', share: 0.95, shapes: 1, together: 0 },
  { what: 'boxes, 4 an image', share: 0.85, shapes: 4, together: 0.1 },
  { what: 'boxes, 12 an image', share: 0.8, shapes: 12, together: 0.2 },
  { what: 'boxes, 3 an image, 70 % right', share: 0.7, shapes: 3, together: 0.05 },
]

/** Seeds far apart: streams that share none of their numbers. */
const SEEDS_APART = 7919

/** So many images, where `lower` says how many points worse each is than usual. */
export function madeUpStream(
  { share: usual, shapes, together }: MadeUpKind,
  seed: number,
  lower: (place: number) => number,
  length: number,
): Counted[] {
  const random = createRandom(seed * SEEDS_APART)
  return Array.from({ length }, (_, place) => {
    const of = shapes === 1 ? 1 : 1 + random.integer(2 * shapes - 1)
    return { hits: madeUpHits(random, of, { share: usual - lower(place), together }), of }
  })
}

/** How many of an image's objects an event of this share befalls: each by itself, or, in that part of the images, all or none. */
export function madeUpHits(random: Random, objects: number, { share, together }: Pick<MadeUpKind, 'share' | 'together'>): number {
  if (random.next() < together) return random.next() < share ? objects : 0
  let hits = 0
  for (let object = 0; object < objects; object++) if (random.next() < share) hits++
  return hits
}

/** The logarithm of how much likelier an image is where shapes are right with the lower share than with the usual one. */
export function likelihoodRatio({ share, together }: MadeUpKind, drop: number): (image: Counted) => number {
  const likelihood = ({ hits, of }: Counted, right: number) =>
    (1 - together) * ways(hits, of) * right ** hits * (1 - right) ** (of - hits) +
    together * (hits === of ? right : hits === 0 ? 1 - right : 0)
  return (image) => Math.log(likelihood(image, share - drop) / likelihood(image, share))
}

/** In how many ways so many can be drawn of so many. */
const ways = (hits: number, of: number): number => {
  let count = 1
  for (let one = 1; one <= hits; one++) count *= (of - hits + one) / one
  return count
}
