import type { AssetId } from '#shared/domain/ids.ts'
import { EMBEDDING_SIZE } from '../ml/embedding/image-embedder.ts'
import { mostAlikeOf } from '../ml/embedding/nearest.ts'
import type { Resembled } from './find-repeats.ts'
import { deviationsOf, type Norm, normOf } from './robust.ts'

/** Each image is held against so many of its nearest. */
const NEIGHBOURS = 5
/** Fewer images say too little about what is usual. */
const FEWEST = 50
/** A cosine distance below which nothing is odd, however alike the rest is. */
const LEAST_DEVIATION = 0.01
/** What is usual is asked of so many images, evenly over all. */
const MOST_ASKED = 400

/** An image as a vector of length one. */
export interface Look {
  readonly id: AssetId
  /** Place in import order. */
  readonly order: number
  /** [EMBEDDING_SIZE] */
  readonly vector: Float32Array
  /** The video it is a frame of. */
  readonly video: string | null
}

/** Images to be held against: their vectors one behind the other, [looks x EMBEDDING_SIZE]. */
interface LookList {
  readonly looks: readonly Look[]
  readonly vectors: Float32Array
}
/** … and how far one of them usually lies from its nearest; null where there are too few. */
export interface LookTable extends LookList {
  readonly usual: Norm | null
}

/** Makes a table of looks; `breathe` is awaited between searches, each of which takes as long as the table is. */
export async function lookTable(looks: readonly Look[], breathe: () => Promise<void>): Promise<LookTable> {
  const vectors = new Float32Array(looks.length * EMBEDDING_SIZE)
  for (const [place, { vector }] of looks.entries()) vectors.set(vector, place * EMBEDDING_SIZE)
  const step = Math.max(1, Math.ceil(looks.length / MOST_ASKED))
  const distances: number[] = []
  for (let at = 0; at < looks.length; at += step) {
    const distance = distanceOf(looks[at] as Look, { looks, vectors })
    if (distance !== null) distances.push(distance)
    await breathe()
  }
  return { looks, vectors, usual: normOf(distances, { fewest: FEWEST, leastDeviation: LEAST_DEVIATION }) }
}

/**
 * How far an image lies from its nearest five (their mean cosine distance), in robust deviations from what is usual in the table: Ramaswamy, Rastogi
 * and Shim, SIGMOD 2000, with the mean instead of the last. Null where the table is too small.
 */
export function outlyingness(look: Look, table: LookTable): number | null {
  const distance = table.usual && distanceOf(look, table)
  return table.usual && distance !== null ? deviationsOf(distance, table.usual) : null
}

/** The earlier image that looks most like this one, by the cosine of their vectors; frames of its own video aside. */
export function earlierLookAlike(look: Look, { looks, vectors }: LookList): Resembled | null {
  const [best] = mostAlikeOf(look.vector, vectors, 1, (place) => {
    const other = looks[place] as Look
    return other.order < look.order && (look.video === null || other.video !== look.video)
  })
  return best ? { other: (looks[best.place] as Look).id, value: Math.min(1, best.likeness) } : null
}

function distanceOf({ id, vector }: Look, { looks, vectors }: LookList): number | null {
  const found = mostAlikeOf(vector, vectors, NEIGHBOURS, (place) => looks[place]?.id !== id)
  return found.length < NEIGHBOURS ? null : found.reduce((sum, { likeness }) => sum + 1 - likeness, 0) / found.length
}
