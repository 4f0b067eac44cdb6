/** The vector in the same direction with length 1; one of zeros stays as it is. */
export function scaledToLength(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, 0, vector, 0, vector.length))
  return length > 0 ? vector.map((value) => value / length) : vector.slice()
}

/** Inner product of `size` numbers of two flat lists from the given places on; of vectors of length one it is the cosine between them. */
export function dot(a: Float32Array, aFrom: number, b: Float32Array, bFrom: number, size: number): number {
  // Four sums side by side: the processor need not wait for each addition.
  let [first, second, third, fourth] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < size; at += 4) {
    first += (a[aFrom + at] as number) * (b[bFrom + at] as number)
    second += (a[aFrom + at + 1] as number) * (b[bFrom + at + 1] as number)
    third += (a[aFrom + at + 2] as number) * (b[bFrom + at + 2] as number)
    fourth += (a[aFrom + at + 3] as number) * (b[bFrom + at + 3] as number)
  }
  for (; at < size; at++) first += (a[aFrom + at] as number) * (b[bFrom + at] as number)
  return first + second + third + fourth
}

/** Lists of vectors of `size` numbers without what all of them have in common: their mean taken away, and of length one again. */
export function centred(lists: readonly Float32Array[], size: number): Float32Array[] {
  const mean = meanOf(lists, size)
  return lists.map((list) => {
    const moved = list.slice()
    for (let from = 0; from < moved.length; from += size) {
      for (let at = 0; at < size; at++) (moved[from + at] as number) -= mean[at] as number
      moved.set(scaledToLength(moved.subarray(from, from + size)), from)
    }
    return moved
  })
}

function meanOf(lists: readonly Float32Array[], size: number): Float64Array {
  const sums = new Float64Array(size)
  for (const list of lists) for (const [at, value] of list.entries()) (sums[at % size] as number) += value
  const count = lists.reduce((sum, list) => sum + list.length, 0) / size
  return sums.map((sum) => sum / Math.max(1, count))
}
