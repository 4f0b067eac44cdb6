/** Whole numbers below `capacity`, each with a value; the one of the largest value comes out first, the smaller number where two are equal. */
export function createLargestFirst(capacity: number) {
  const items = new Uint32Array(capacity)
  const values = new Float64Array(capacity)
  let count = 0

  const comesBefore = (a: number, b: number) =>
    (values[a] as number) > (values[b] as number) || (values[a] === values[b] && (items[a] as number) < (items[b] as number))

  function swap(a: number, b: number): void {
    const [item, value] = [items[a] as number, values[a] as number]
    items[a] = items[b] as number
    values[a] = values[b] as number
    items[b] = item
    values[b] = value
  }

  function sink(place: number): void {
    for (let at = place; ; ) {
      const left = 2 * at + 1
      if (left >= count) return
      const child = left + 1 < count && comesBefore(left + 1, left) ? left + 1 : left
      if (!comesBefore(child, at)) return
      swap(at, child)
      at = child
    }
  }

  return {
    add(item: number, value: number): void {
      items[count] = item
      values[count] = value
      for (let at = count++; at > 0 && comesBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
    },
    /** The value of the one that would come out, minus infinity where none is left. */
    largest: (): number => (count > 0 ? (values[0] as number) : Number.NEGATIVE_INFINITY),
    take(): [item: number, value: number] {
      const first: [number, number] = [items[0] as number, values[0] as number]
      swap(0, --count)
      sink(0)
      return first
    },
  }
}
