import { createRandom } from '#shared/random.ts'
import { EMBEDDING_SIZE } from './image-embedder.ts'
import { createLargestFirst } from './largest-first.ts'
import { centred, dot } from './unit-vectors.ts'

/** So many images stand for all when it is asked how much is covered. */
const MOST_WITNESSES = 1000
/** So many are chosen one by one, which costs most; whoever comes later follows by what it was worth last. */
const MOST_CHOSEN = 2000
/** Of what is labelled, so many are looked at. */
const MOST_LABELLED = 3000
/** Likenesses kept in memory, 4 bytes each; beyond that they are computed again. */
const MOST_KEPT = 16e6
const SEED = 7

type Asked = { vectors: Float32Array; worth: Float32Array; labelled: Float32Array }

/**
 * In which order labels would teach most: the next one is always the image for which
 *
 *     worth x sum over the images w of max(0, likeness(w, it) - likeness(w, what is labelled or chosen))
 *
 * is largest: how unsure the model is of it, times how much of what nothing labelled resembles it stands for. That is uncertainty with
 * density (Settles and Craven 2008) where density counts only what is not covered yet (facility location; Wei, Iyer and Bilmes 2015,
 * "Submodularity in data subset selection and active learning"), so that equal images do not follow each other. With a worth of 1 throughout
 * it is representative sampling, which is what helps before the first model (Hacohen et al. 2022, arXiv 2202.02794). Likeness is the cosine after
 * the mean was taken away, zero at least. Gains only fall while choosing, so the choice by old gains that are renewed on demand is exact
 * (Minoux 1978).
 *
 * vectors [n x EMBEDDING_SIZE] of length one, worth [n] in 0 to 1, labelled [m x EMBEDDING_SIZE] -> the places in their order, and for each
 * how new it is: one minus its likeness to the nearest that is labelled.
 */
export function teachingOrder(
  { vectors, worth, labelled }: Asked,
  onProgress: (fraction: number) => void = () => undefined,
): { order: Uint32Array; novelty: Float32Array } {
  const count = worth.length
  const size = EMBEDDING_SIZE
  const [pool, known] = centred([vectors, sampled(labelled, MOST_LABELLED, size)], size) as [Float32Array, Float32Array]
  const witnesses = sampled(pool, MOST_WITNESSES, size)
  const likenesses = rowsOf(pool, witnesses, count)
  const covered = mostAlike(witnesses, known, size)
  const gainOf = (candidate: number): number => {
    const row = likenesses(candidate)
    let gain = 0
    for (let witness = 0; witness < covered.length; witness++) {
      const more = (row[witness] as number) - (covered[witness] as number)
      if (more > 0) gain += more
    }
    return gain * (worth[candidate] as number)
  }

  const waiting = createLargestFirst(count)
  for (let candidate = 0; candidate < count; candidate++) {
    waiting.add(candidate, gainOf(candidate))
    if (candidate % MOST_CHOSEN === 0) onProgress(candidate / count / 2)
  }
  const order = new Uint32Array(count)
  for (let place = 0; place < count; place++) {
    let [candidate] = waiting.take()
    for (let renewals = 0; place < MOST_CHOSEN && renewals < count; renewals++) {
      const gain = gainOf(candidate)
      if (gain >= waiting.largest()) break
      waiting.add(candidate, gain)
      ;[candidate] = waiting.take()
    }
    order[place] = candidate
    if (place < MOST_CHOSEN) {
      for (const [witness, likeness] of likenesses(candidate).entries())
        if (likeness > (covered[witness] as number)) covered[witness] = likeness
      if (place % size === 0) onProgress((1 + place / Math.min(count, MOST_CHOSEN)) / 2)
    }
  }
  return { order, novelty: mostAlike(pool, known, size).map((likeness) => 1 - likeness) }
}

/** Likenesses of one candidate to all witnesses, kept where they are not too many. */
function rowsOf(pool: Float32Array, witnesses: Float32Array, count: number): (candidate: number) => Float32Array {
  const width = witnesses.length / EMBEDDING_SIZE
  const computed = (candidate: number): Float32Array => {
    const row = new Float32Array(width)
    for (let witness = 0; witness < width; witness++)
      row[witness] = Math.max(0, dot(pool, candidate * EMBEDDING_SIZE, witnesses, witness * EMBEDDING_SIZE, EMBEDDING_SIZE))
    return row
  }
  if (width * count > MOST_KEPT) return computed
  const kept: Float32Array[] = []
  return (candidate) => {
    kept[candidate] ??= computed(candidate)
    return kept[candidate]
  }
}

/** For each vector its likeness to the nearest of the others, 0 where there are none. */
function mostAlike(vectors: Float32Array, others: Float32Array, size: number): Float32Array {
  const nearest = new Float32Array(vectors.length / size)
  for (let at = 0; at < vectors.length; at += size)
    for (let other = 0; other < others.length; other += size) {
      const likeness = dot(vectors, at, others, other, size)
      if (likeness > (nearest[at / size] as number)) nearest[at / size] = likeness
    }
  return nearest
}

function sampled(vectors: Float32Array, most: number, size: number): Float32Array {
  const count = vectors.length / size
  if (count <= most) return vectors
  const chosen = createRandom(SEED)
    .shuffled(Array.from({ length: count }, (_, place) => place))
    .slice(0, most)
  const part = new Float32Array(most * size)
  for (const [place, vector] of chosen.entries()) part.set(vectors.subarray(vector * size, (vector + 1) * size), place * size)
  return part
}
