import type { ListedRun } from '#shared/routes/tracking.ts'
import { decimal } from '../../figures.ts'

/** A column that a person has chosen: a metric, a parameter or a tag by its name, written as in the filter language. */
export type RunColumn = `metrics.${string}` | `params.${string}` | `tags.${string}`

const KEPT = 'labelloop.run-columns'
const FIRST: readonly RunColumn[] = ['metrics.best', 'params.labels']
const PLAIN_NAME = /^[A-Za-z_][\w.\-/]*$/
const SMALL = 0.001
const LARGE = 100_000

/** What stands in the column of a run; null where it has none. */
export function valueIn(run: Pick<ListedRun, 'metrics' | 'params' | 'tags'>, column: RunColumn): string | number | null {
  const [kind, name] = partsOf(column)
  return run[kind][name] ?? null
}

/** A figure as people read it: three decimals, powers of ten where they are shorter. */
export function figureWord(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < LARGE) return String(value)
  return Math.abs(value) < SMALL || Math.abs(value) >= LARGE ? value.toExponential(2) : decimal(value, 3)
}

export const titleOf = (column: RunColumn): string => partsOf(column)[1]

/** A column as the filter language names it: with quotes where its name has other letters than usual. */
export function askedAs(column: RunColumn): string {
  const [kind, name] = partsOf(column)
  return PLAIN_NAME.test(name) ? column : `${kind}.\`${name}\``
}

/** The columns that this browser shows in the lists of runs. */
export function keptColumns(): RunColumn[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
    if (Array.isArray(kept) && kept.every(isColumn)) return kept
  } catch {
    // What an older version kept, or what may not be read: the usual columns.
  }
  return [...FIRST]
}

export function keepColumns(columns: readonly RunColumn[]): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(columns))
  } catch {
    // A browser that keeps nothing shows the usual columns the next time.
  }
}

const isColumn = (given: unknown): given is RunColumn => typeof given === 'string' && /^(metrics|params|tags)\../.test(given)

function partsOf(column: RunColumn): ['metrics' | 'params' | 'tags', string] {
  const dot = column.indexOf('.')
  return [column.slice(0, dot) as 'metrics' | 'params' | 'tags', column.slice(dot + 1)]
}
