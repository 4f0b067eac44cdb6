import type { TrackedRun } from '#shared/domain/tracking.ts'

/** One thing that runs were given or have come to, by run. */
export interface ComparedRow {
  readonly name: string
  readonly values: readonly (string | undefined)[]
  readonly differs: boolean
}

/** Everything that the runs were given, what differs first; a parameter that a run does not have is undefined there. */
export function differencesFirst(runs: readonly Pick<TrackedRun, 'params'>[]): ComparedRow[] {
  const names = [...new Set(runs.flatMap(({ params }) => Object.keys(params)))]
  const rows = names.map((name) => {
    const values = runs.map(({ params }) => params[name])
    return { name, values, differs: new Set(values.map((value) => value ?? null)).size > 1 }
  })
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)]
}

/** Whether the lowest figure of this name is the best, as of a loss or an error; of every other it is the highest. */
export const isLowBest = (metric: string): boolean => /loss|error|mae|mse/i.test(metric)
