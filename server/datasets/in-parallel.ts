/** Maps items with at most `width` at work at a time; results in the order of the items. The first failure stops the taking of further items. */
export async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      try {
        results[index] = await work(items[index] as T)
      } catch (error) {
        next = items.length
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}

/**
 * Runs work in the background, `width` at a time; work on the same things waits for its turn. `begin` resolves as soon as there is room for more and
 * throws what failed before; `settled` when all of it has ended.
 */
export function overlapping(width: number) {
  const running = new Map<Promise<void>, ReadonlySet<string>>()
  let failure: { readonly error: unknown } | null = null
  const throwFailure = () => {
    if (failure) throw failure.error
  }
  return {
    async begin(things: readonly string[], work: () => Promise<void>): Promise<void> {
      const isShared = () => [...running.values()].some((held) => things.some((thing) => held.has(thing)))
      while (running.size >= width || isShared()) await Promise.race(running.keys())
      throwFailure()
      const done: Promise<void> = work()
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(done))
      running.set(done, new Set(things))
    },
    async settled(): Promise<void> {
      await Promise.all(running.keys())
      throwFailure()
    },
  }
}
