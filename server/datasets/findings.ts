import type { ImportReport, Loss, LossExample, LossKind } from '#shared/routes/data.ts'

/** Files named one by one in a report; more are counted. */
const MOST_NAMED = 1000
/** Cases kept of each finding, to be looked at. */
const MOST_EXAMPLES = 6
const MORE_REJECTED = 'more files rejected'
/** Findings that are listed one by one: some are called by names that files give. */
const MOST_FINDINGS = 1000
const MORE_FINDINGS = 'findings of further kinds'

/** Collects what an import or export could not keep: nothing is dropped without being counted and named. */
export function createFindings() {
  const rejected: ImportReport['rejected'] = []
  const losses = new Map<string, Loss>()

  /** `example` is a file or a few words; say the kind wherever it is not simply left out. */
  function lose(found: string, example: string | LossExample, count = 1, kind: LossKind = 'left-out'): void {
    const what = losses.size < MOST_FINDINGS || losses.has(found) ? found : MORE_FINDINGS
    const loss = losses.get(what)
    const shown = typeof example === 'string' ? { text: example } : example
    if (!loss) {
      losses.set(what, { what, kind, count, example: shown.text, examples: [shown] })
      return
    }
    loss.count += count
    if (loss.examples.length < MOST_EXAMPLES && loss.examples.at(-1)?.text !== shown.text) loss.examples.push(shown)
  }

  return {
    lose,
    reject(file: string, reason: string): void {
      if (rejected.length < MOST_NAMED) rejected.push({ file, reason })
      else lose(MORE_REJECTED, { text: `${file}: ${reason}`, file }, 1, 'refused')
    },
    rejected: rejected as readonly ImportReport['rejected'][number][],
    losses: (): Loss[] => [...losses.values()],
  }
}
export type Findings = ReturnType<typeof createFindings>
