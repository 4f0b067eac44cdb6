import { setImmediate } from 'node:timers/promises'

const PAUSE_EVERY_MS = 200

/** What `of` says of every item, in their order. Pauses now and then, so that a worker that computes for long can say meanwhile that it lives. */
export async function mapPausing<Item, Result>(items: Iterable<Item>, of: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  let paused = performance.now()
  for (const item of items) {
    results.push(of(item))
    if (performance.now() - paused < PAUSE_EVERY_MS) continue
    await setImmediate()
    paused = performance.now()
  }
  return results
}
