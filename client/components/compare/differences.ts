import type { Run } from '#shared/domain/training.ts'

/** More columns than this nobody can read. */
export const MOST_COMPARED = 20

/** One thing that runs were given or have come to, by run. */
export interface ComparedRow {
  readonly name: string
  readonly values: readonly unknown[]
  readonly differs: boolean
}

/** Everything that the runs were given, what differs first; a parameter that a run does not have is undefined there. */
export function differencesFirst(runs: readonly Run[]): ComparedRow[] {
  const given = runs.map(givenTo)
  const names = [...new Set(given.flatMap((values) => Object.keys(values)))]
  const rows = names.map((name) => {
    const values = given.map((all) => all[name])
    return { name, values, differs: new Set(values.map((value) => JSON.stringify(value ?? null))).size > 1 }
  })
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)]
}

// What was decided counts; before the training begins, what was asked for.
function givenTo({ architecture, snapshotNumber, seed, engine, labels, requested, parameters }: Run): Record<string, unknown> {
  return { architecture, snapshot: snapshotNumber, labels, seed, engine, ...requested, ...parameters }
}
