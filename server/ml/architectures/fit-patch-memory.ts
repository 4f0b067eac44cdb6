import { MEMORY_SIZE } from '#shared/decoding/anomaly/channels.ts'
import { imageDistance } from '#shared/decoding/anomaly/distance-map.ts'
import { createRandom } from '#shared/random.ts'
import type { ExampleFeatures, Fit } from './architecture.ts'
import { farthestFirst } from './farthest-first.ts'

/** More patches than this are drawn from: remembering the farthest of them takes seconds as it is. */
const MOST_PATCHES = 40_000
/** With so many good images held back, they say what is usual; with fewer, every image is compared with what the others left. */
const FEWEST_HELD_BACK = 4
/** Good images that all look the same still differ from the next one a little: by this share of their distance, and by this much. */
const LEAST_DEVIATION = { share: 0.05, features: 0.1 }
const TINY = 1e-6

/**
 * What a network remembers of good images: of their patches, each channel in its own standard deviations, those that are farthest from each
 * other; and how far good images are from them, for which the image itself has no say.
 */
export const fitPatchMemory: Fit = (examples, heldBack, seed) => {
  const channels = examples[0]?.channels ?? 0
  const scale = channelScale(examples, channels)
  const patches = (all: readonly ExampleFeatures[]) => all.map((features) => standardised(features, scale))
  const good = patches(examples)
  const pool = drawn(good, channels, seed)
  const chosen = farthestFirst(pool.values, channels, MEMORY_SIZE, seed)
  const memory: Memory = {
    channels,
    images: chosen.map((place) => pool.images[place] as number),
    values: chosen.map((place) => pool.values.subarray(place * channels, (place + 1) * channels)),
  }
  const judges =
    heldBack.length >= FEWEST_HELD_BACK
      ? patches(heldBack).map((image) => distanceOf(image, memory, null))
      : good.map((image, index) => distanceOf(image, memory, good.length > 1 ? index : null))
  return weightsOf(memory, scale, spread(judges))
}

interface Memory {
  readonly channels: number
  /** Which example a patch comes from. */
  readonly images: readonly number[]
  readonly values: readonly Float32Array[]
}

/** Mean and standard deviation of every channel over all cells of the examples. */
function channelScale(examples: readonly ExampleFeatures[], channels: number) {
  const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)]
  let cells = 0
  for (const { values } of examples) {
    cells += values.length / channels
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number
      sum[at % channels] = (sum[at % channels] as number) + value
      squares[at % channels] = (squares[at % channels] as number) + value * value
    }
  }
  const mean = sum.map((value) => value / cells)
  const deviation = squares.map((value, channel) => Math.sqrt(Math.max(TINY, value / cells - (mean[channel] as number) ** 2)))
  return { mean, deviation }
}
type Scale = ReturnType<typeof channelScale>

/** What the network's first fitted layer makes of features. */
function standardised({ values, channels }: ExampleFeatures, { mean, deviation }: Scale): Float32Array {
  return values.map((value, at) => (value - (mean[at % channels] as number)) / (deviation[at % channels] as number))
}

/** Patches of all images in one row, at most `MOST_PATCHES` of them. */
function drawn(images: readonly Float32Array[], channels: number, seed: number) {
  const places = images.flatMap((patches, image) =>
    Array.from({ length: patches.length / channels }, (_, cell) => ({ image, cell })),
  )
  const kept = places.length > MOST_PATCHES ? createRandom(seed).shuffled(places).slice(0, MOST_PATCHES) : places
  const values = new Float32Array(kept.length * channels)
  kept.forEach(({ image, cell }, place) => {
    values.set((images[image] as Float32Array).subarray(cell * channels, (cell + 1) * channels), place * channels)
  })
  return { values, images: kept.map(({ image }) => image) }
}

/** How far an image is from what is remembered; of itself nothing counts where `own` says which example it is. */
function distanceOf(patches: Float32Array, { channels, images, values }: Memory, own: number | null): number {
  const others = values.filter((_, place) => images[place] !== own)
  const distances = new Float32Array(patches.length / channels)
  for (let cell = 0; cell < distances.length; cell++) {
    let nearest = Number.POSITIVE_INFINITY
    for (const remembered of others) {
      let squared = 0
      for (let channel = 0; channel < channels && squared < nearest; channel++)
        squared += ((patches[cell * channels + channel] as number) - (remembered[channel] as number)) ** 2
      nearest = Math.min(nearest, squared)
    }
    distances[cell] = Math.sqrt(nearest)
  }
  return imageDistance(distances)
}

function spread(distances: readonly number[]): { mean: number; deviation: number } {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
  const variance = distances.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / distances.length
  return { mean, deviation: Math.max(LEAST_DEVIATION.share * mean, LEAST_DEVIATION.features, Math.sqrt(variance)) }
}

function weightsOf({ channels, values }: Memory, { mean, deviation }: Scale, usual: { mean: number; deviation: number }) {
  const filter = new Float32Array(channels * MEMORY_SIZE)
  const bias = new Float32Array(MEMORY_SIZE)
  for (let place = 0; place < MEMORY_SIZE; place++) {
    const remembered = values[place % values.length] as Float32Array
    remembered.forEach((value, channel) => {
      filter[channel * MEMORY_SIZE + place] = -2 * value
      bias[place] = (bias[place] as number) + value * value
    })
  }
  return new Map([
    ['standard/filter', Float32Array.from(deviation, (value) => 1 / value)],
    ['standard/bias', Float32Array.from(mean, (value, channel) => -value / (deviation[channel] as number))],
    ['memory/filter', filter],
    ['memory/bias', bias],
    ['calibration/bias', Float32Array.of(usual.mean, usual.deviation)],
  ])
}
