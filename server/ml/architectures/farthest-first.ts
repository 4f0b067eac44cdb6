import { createRandom } from '#shared/random.ts'

/**
 * Places of points that are far from each other: after a first one that the seed draws, always the one that is farthest from all chosen so far
 * (Gonzalez 1985, within a factor of two of the best cover). `values` is [n, channels]; at most `most` places come back.
 */
export function farthestFirst(values: Float32Array, channels: number, most: number, seed: number): number[] {
  const count = values.length / channels
  const nearest = new Float32Array(count).fill(Number.POSITIVE_INFINITY)
  const chosen: number[] = []
  let next = count > 0 ? createRandom(seed).integer(count) : -1
  while (next >= 0 && chosen.length < most) {
    chosen.push(next)
    next = approach(values, channels, nearest, next)
  }
  return chosen
}

/** Notes how near every point is to a newly chosen one, and gives the place that is farthest from all; -1 where all are chosen. */
function approach(values: Float32Array, channels: number, nearest: Float32Array, chosen: number): number {
  const from = chosen * channels
  let farthest = -1
  let reach = 0
  for (let place = 0; place < nearest.length; place++) {
    const limit = nearest[place] as number
    let squared = 0
    const at = place * channels
    for (let channel = 0; channel < channels && squared < limit; channel++) {
      const difference = (values[at + channel] as number) - (values[from + channel] as number)
      squared += difference * difference
    }
    if (squared < limit) nearest[place] = squared
    const left = nearest[place] as number
    if (left > reach) {
      reach = left
      farthest = place
    }
  }
  return farthest
}
