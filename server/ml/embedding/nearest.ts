import { EMBEDDING_SIZE } from './image-embedder.ts'
import { dot } from './unit-vectors.ts'

/** A vector found: its place in the table, and how alike it is (cosine, -1 to 1). */
export interface Found {
  readonly place: number
  readonly likeness: number
}

/**
 * The `count` vectors of a table that are most alike to one of length one, best first, by looking at every one: exact. `table`
 * [n x EMBEDDING_SIZE]; `passes` leaves places out.
 */
export function mostAlikeOf(
  vector: Float32Array,
  table: Float32Array,
  count: number,
  passes: (place: number) => boolean = () => true,
): Found[] {
  const best: { place: number; likeness: number }[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let from = 0, place = 0; from < table.length; from += EMBEDDING_SIZE, place++) {
    const likeness = dot(vector, 0, table, from, EMBEDDING_SIZE)
    if ((best.length === count && likeness <= least) || !passes(place)) continue
    insert(best, { place, likeness })
    if (best.length > count) best.pop()
    least = best.at(-1)?.likeness ?? Number.NEGATIVE_INFINITY
  }
  return best
}

function insert(falling: { place: number; likeness: number }[], found: Found): void {
  let [low, high] = [0, falling.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((falling[middle] as Found).likeness >= found.likeness) low = middle + 1
    else high = middle
  }
  falling.splice(low, 0, found)
}
