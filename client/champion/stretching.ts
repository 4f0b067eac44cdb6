interface Size {
  readonly width: number
  readonly height: number
}

/** What a pixel of the target is made of, along one side: pixels of the source from `first` on, each with its weight. */
export interface Mix {
  readonly first: number
  readonly weights: Float32Array
}

/** Pixels are averaged in whole blocks first, as long as this much is left to do for the finer filter: libvips' default. */
const LEFT_TO_FILTER = 2
/** Lobes of the Lanczos kernel, and how far the cubic one reaches. */
const LOBES = 3
const CUBIC_REACH = 2

/**
 * How the lines and columns of an image are mixed where libvips stretches it, as sharp asks it to: blocks, then Lanczos with three lobes
 * (Duchon 1979) where it shrinks; cubic (Keys 1981) where it grows. What grows is placed half a pixel off there, in both directions where one of
 * them grows; networks were taught with it.
 */
export function stretching(from: Size, to: Size): { rows: Mix[]; columns: Mix[] } {
  const grows = to.width > from.width || to.height > from.height
  const along = (source: number, target: number) => {
    const shrunk = source > target ? shrinking(source, target) : null
    if (!grows) return shrunk ?? same(target)
    const base = Math.min(source, target)
    const grown = filtered(base, target, {
      middleOf: (place) => (place * base) / target - 0.5,
      kernel: cubic,
      reach: CUBIC_REACH,
    })
    return shrunk ? after(shrunk, grown) : grown
  }
  return { rows: along(from.height, to.height), columns: along(from.width, to.width) }
}

function shrinking(from: number, to: number): Mix[] {
  const block = Math.max(1, Math.floor(from / to / LEFT_TO_FILTER))
  const blocks = Array.from({ length: Math.ceil(from / block) }, (_, index): Mix => {
    const size = Math.min(block, from - index * block)
    return { first: index * block, weights: new Float32Array(size).fill(1 / size) }
  })
  const scale = from / block / to
  const kernel = (distance: number) => lanczos(distance / scale)
  const middleOf = (place: number) => (place + 0.5) * scale - 0.5
  return after(blocks, filtered(blocks.length, to, { middleOf, kernel, reach: LOBES * scale }))
}

const same = (count: number): Mix[] => Array.from({ length: count }, (_, first) => ({ first, weights: Float32Array.of(1) }))

interface Filter {
  /** Where a pixel of the target has its middle in the source; the middles of pixels are whole numbers. */
  readonly middleOf: (place: number) => number
  readonly kernel: (distance: number) => number
  readonly reach: number
}

// What would lie outside is the pixel at the edge.
function filtered(from: number, to: number, { middleOf, kernel, reach }: Filter): Mix[] {
  return Array.from({ length: to }, (_, place) => {
    const middle = middleOf(place)
    const [low, high] = [Math.ceil(middle - reach), Math.floor(middle + reach)]
    const [first, last] = [Math.min(Math.max(0, low), from - 1), Math.max(0, Math.min(from - 1, high))]
    const weights = new Float32Array(last - first + 1)
    let total = 0
    for (let at = low; at <= high; at++) {
      const weight = kernel(at - middle)
      const inside = Math.min(last, Math.max(first, at)) - first
      weights[inside] = (weights[inside] as number) + weight
      total += weight
    }
    return { first, weights: weights.map((weight) => weight / total) }
  })
}

/** One mixing after another as one. */
function after(before: readonly Mix[], then: readonly Mix[]): Mix[] {
  return then.map(({ first, weights }) => {
    const parts = Array.from(weights, (weight, step) => ({ weight, mix: before[first + step] as Mix }))
    const start = Math.min(...parts.map(({ mix }) => mix.first))
    const end = Math.max(...parts.map(({ mix }) => mix.first + mix.weights.length))
    const out = new Float32Array(end - start)
    for (const { weight, mix } of parts)
      mix.weights.forEach((share, step) => {
        const at = mix.first - start + step
        out[at] = (out[at] as number) + weight * share
      })
    return { first: start, weights: out }
  })
}

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= LOBES) return 0
  const turn = Math.PI * x
  return (LOBES * Math.sin(turn) * Math.sin(turn / LOBES)) / turn ** 2
}

function cubic(x: number): number {
  const far = Math.abs(x)
  if (far <= 1) return 1.5 * far ** 3 - 2.5 * far ** 2 + 1
  return far < CUBIC_REACH ? -0.5 * far ** 3 + 2.5 * far ** 2 - 4 * far + 2 : 0
}
