import type { ImportReport } from '#shared/routes/data.ts'

/** Files named one by one in a report; more are counted. */
const MOST_NAMED = 1000
const MORE_REJECTED = 'more files rejected'

type Loss = ImportReport['losses'][number]

/** Collects what an import or export could not keep: nothing is dropped without being counted and named. */
export function createFindings() {
  const rejected: ImportReport['rejected'] = []
  const losses = new Map<string, Loss>()

  function lose(what: string, example: string, count = 1): void {
    const loss = losses.get(what)
    if (loss) loss.count += count
    else losses.set(what, { what, count, example })
  }

  return {
    lose,
    reject(file: string, reason: string): void {
      if (rejected.length < MOST_NAMED) rejected.push({ file, reason })
      else lose(MORE_REJECTED, `${file}: ${reason}`)
    },
    rejected: rejected as readonly ImportReport['rejected'][number][],
    losses: (): Loss[] => [...losses.values()],
  }
}
export type Findings = ReturnType<typeof createFindings>
