/** Collects what comes in while the batch before is being written, and hands it over as one; each item gets its own answer. */
export function createBatches<Item, Answer>(write: (items: Item[]) => Promise<readonly Answer[]>) {
  let collecting: { items: Item[]; answers: Promise<readonly Answer[]> } | null = null
  let last: Promise<unknown> = Promise.resolve()

  function begin() {
    const items: Item[] = []
    const answers = last.then(() => {
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
