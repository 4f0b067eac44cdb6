import { setTimeout as pause } from 'node:timers/promises'

/**
 * Collects what comes in while the batch before is being written, and hands it over as one; each item gets its own answer. With
 * `everyMs` a batch begins no sooner than that after the one before: fewer, larger ones.
 */
export function createBatches<Item, Answer>(write: (items: Item[]) => Promise<readonly Answer[]>, everyMs = 0) {
  let collecting: { items: Item[]; answers: Promise<readonly Answer[]> } | null = null
  let last: Promise<unknown> = Promise.resolve()
  let begunAt = Number.NEGATIVE_INFINITY

  function begin() {
    const items: Item[] = []
    const answers = last.then(async () => {
      const wait = begunAt + everyMs - performance.now()
      if (wait > 0) await pause(wait)
      begunAt = performance.now()
      collecting = null
      return write(items)
    })
    last = answers.catch(() => undefined)
    return { items, answers }
  }

  return {
    async add(item: Item): Promise<Answer> {
      collecting ??= begin()
      const { items, answers } = collecting
      const index = items.push(item) - 1
      return (await answers)[index] as Answer
    },
    /** When everything added so far is written, or has failed. */
    settled: async (): Promise<void> => void (await last),
  }
}
