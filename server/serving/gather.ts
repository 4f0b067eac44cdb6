interface Waiting<Item, Answer> {
  readonly items: readonly Item[]
  resolve(answers: Answer[]): void
  reject(error: unknown): void
}

/**
 * Lets requests share batches: while one batch is worked on, whatever arrives waits, and then goes as the next, up to `most` items (a request
 * that is larger goes alone). `work` answers every item, in their order; where it fails, all requests of that batch fail.
 */
export function gathering<Item, Answer>(work: (items: Item[]) => Promise<Answer[]>, most: number) {
  const waiting: Waiting<Item, Answer>[] = []
  let working = false

  function nextBatch(): Waiting<Item, Answer>[] {
    let size = 0
    const end = waiting.findIndex(({ items }, index) => {
      size += items.length
      return index > 0 && size > most
    })
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  async function goOn(): Promise<void> {
    working = true
    while (waiting.length > 0) await carryOut(nextBatch())
    working = false
  }

  async function carryOut(batch: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await work(batch.flatMap(({ items }) => items))
      let next = 0
      for (const { items, resolve } of batch) {
        resolve(answers.slice(next, next + items.length))
        next += items.length
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (items: readonly Item[]): Promise<Answer[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      if (!working) void goOn()
    })
}
