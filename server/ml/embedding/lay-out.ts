import { createRequire } from 'node:module'
import { createRandom } from '#shared/random.ts'
import { EMBEDDING_SIZE } from './image-embedder.ts'
import { type Found, mostAlikeOf } from './nearest.ts'
import { centred } from './unit-vectors.ts'

// A CommonJS package whose named exports Node does not find.
const { UMAP } = createRequire(import.meta.url)('umap-js') as typeof import('umap-js')

/** More than these are placed beside their neighbours among so many that were drawn by lot. */
const MOST_FITTED = 5000
const NEIGHBOURS = 15
/** A later image lies between so many of its nearest. */
const NEIGHBOURS_OF_LATER = 5
const MINIMUM_DISTANCE = 0.1
/** Keeps images with the same neighbours apart, in shares of the map's width. */
const JITTER = 0.004
/** Fewer cannot be told apart by their neighbours: they stand side by side. */
const FEWEST = 4
const TELL_EVERY = 256
/** How much of the work finding neighbours is, the fit, and placing the rest. */
const SHARES = { neighbours: 0.2, fit: 0.5 } as const

/**
 * Places in the plane, alike images near each other: UMAP (McInnes et al. 2018, arXiv 1802.03426) over exact neighbours. Of more than
 * `MOST_FITTED` images that many are fitted, and every other lies at the mean of its nearest ones among them, weighted by likeness: what UMAP
 * itself starts from when it transforms. vectors [n x EMBEDDING_SIZE] of length one -> places [n x 2] in 0 to 1.
 */
export function layOut(
  { vectors, seed }: { vectors: Float32Array; seed: number },
  onProgress: (fraction: number) => void = () => undefined,
): Float32Array {
  const count = vectors.length / EMBEDDING_SIZE
  if (count < FEWEST) return Float32Array.from({ length: count * 2 }, (_, at) => (at % 2 ? 0.5 : (at / 2 + 1) / (count + 1)))
  const random = createRandom(seed)
  const [pool] = centred([vectors], EMBEDDING_SIZE) as [Float32Array]
  const fitted = random.shuffled(Array.from({ length: count }, (_, place) => place)).slice(0, MOST_FITTED)
  const table = new Float32Array(fitted.length * EMBEDDING_SIZE)
  for (const [row, place] of fitted.entries()) table.set(vectorAt(pool, place), row * EMBEDDING_SIZE)
  const drawn = fittedPlaces(table, random.next, onProgress)
  const places = new Float32Array(count * 2)
  for (const [row, place] of fitted.entries()) places.set(drawn.subarray(2 * row, 2 * row + 2), 2 * place)
  const isFitted = new Set(fitted)
  const done = SHARES.neighbours + SHARES.fit
  for (let place = 0; place < count; place++) {
    if (place % TELL_EVERY === 0) onProgress(done + (1 - done) * (place / count))
    if (isFitted.has(place)) continue
    const [x, y] = between(mostAlikeOf(vectorAt(pool, place), table, NEIGHBOURS_OF_LATER), drawn)
    places.set([x + JITTER * random.normal(), y + JITTER * random.normal()], 2 * place)
  }
  return places
}

const vectorAt = (vectors: Float32Array, place: number): Float32Array =>
  vectors.subarray(place * EMBEDDING_SIZE, (place + 1) * EMBEDDING_SIZE)

function fittedPlaces(table: Float32Array, random: () => number, onProgress: (fraction: number) => void): Float32Array {
  const count = table.length / EMBEDDING_SIZE
  const neighbours = Math.min(NEIGHBOURS, count - 1)
  const indices: number[][] = []
  const distances: number[][] = []
  for (let place = 0; place < count; place++) {
    if (place % TELL_EVERY === 0) onProgress(SHARES.neighbours * (place / count))
    // UMAP counts each point as its own first neighbour.
    const found = mostAlikeOf(vectorAt(table, place), table, neighbours, (other) => other !== place)
    indices.push([place, ...found.map((other) => other.place)].slice(0, neighbours))
    distances.push([0, ...found.map(({ likeness }) => Math.sqrt(Math.max(0, 2 - 2 * likeness)))].slice(0, neighbours))
  }
  const umap = new UMAP({ nComponents: 2, nNeighbors: neighbours, minDist: MINIMUM_DISTANCE, random })
  umap.setPrecomputedKNN(indices, distances)
  const epochs = umap.initializeFit(Array.from({ length: count }, (_, place) => [...vectorAt(table, place)]))
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step()
    if (epoch % NEIGHBOURS === 0) onProgress(SHARES.neighbours + SHARES.fit * (epoch / epochs))
  }
  return inUnitSquare(umap.getEmbedding())
}

// Both axes by the same factor, so that distances stay comparable.
function inUnitSquare(points: readonly (readonly number[])[]): Float32Array {
  const extents = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis] as number)
    return { least: Math.min(...values), most: Math.max(...values) }
  })
  const width = Math.max(...extents.map(({ least, most }) => most - least), Number.EPSILON)
  return Float32Array.from(
    points.flatMap((point) =>
      extents.map(({ least, most }, axis) => 0.5 + ((point[axis] as number) - (least + most) / 2) / width),
    ),
  )
}

function between(found: readonly Found[], places: Float32Array): [x: number, y: number] {
  const nearest = found[0]?.likeness ?? 0
  const least = found.at(-1)?.likeness ?? 0
  let [x, y, sum] = [0, 0, 0]
  for (const { place, likeness } of found) {
    const weight = (likeness - least) / Math.max(nearest - least, Number.EPSILON) + 1 / found.length
    x += weight * (places[2 * place] as number)
    y += weight * (places[2 * place + 1] as number)
    sum += weight
  }
  return [x / sum, y / sum]
}
