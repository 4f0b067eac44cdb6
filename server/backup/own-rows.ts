import { conflict, invalid } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { isMeant, type ProjectKeys, rowsOf } from './project-rows.ts'

/** Ids as every installation makes them: they are looked for by patterns, too. */
const ID = /^[\w-]+$/

/**
 * Refuses a project of another installation under ids that belong to somebody here: its rows would take the place of theirs. What an interrupted import
 * of the same project has left is no obstacle.
 */
export async function refuseTaken(
  { projects: held, runs: ofLoop, loggedRuns, loggedModels }: Pick<Store, 'projects' | 'runs' | 'loggedRuns' | 'loggedModels'>,
  { projects, runs, logged }: ProjectKeys,
): Promise<void> {
  const strange = [...projects, ...runs, ...logged].find((id) => !ID.test(id))
  if (strange !== undefined) throw invalid(`Expected ids of letters and digits in the backup, got "${strange}"`)
  const here = await held.findOne({ _id: { $in: [...projects] } })
  if (here) throw conflict(`The project ${here.name} is here already (${here._id}): delete it first, nothing was changed`)
  const experimentId = { $nin: [...projects] } as never
  const taken =
    (await ofLoop.findOne({ _id: { $in: [...runs] as never[] }, projectId: { $nin: [...projects] } })) ??
    (await loggedRuns.findOne({ _id: { $in: [...logged] as never[] }, experimentId })) ??
    (await loggedModels.findOne({ _id: { $in: [...logged] as never[] }, experimentId }))
  if (taken)
    throw conflict(`The backup holds the run or model ${taken._id}, which belongs to another project here: nothing was changed`)
}

/**
 * What looks at rows before they are brought: those of each collection must hang on the project, whoever made the backup. Throws at once where it
 * holds what no project has, such as ways to sign in.
 */
export function ownRowsOf(
  { whole }: Pick<Store, 'whole'>,
  { collections }: Pick<BackupManifest, 'collections'>,
  keys: ProjectKeys,
): (name: string) => (rows: readonly Uint8Array[]) => void {
  const filterOf = rowsOf(keys)
  const checks = new Map(
    collections.map(({ name }) => {
      const filter = filterOf(name)
      if (!filter) throw invalid(`Expected what belongs to a project, but the backup holds ${name}, too: nothing was changed`)
      const isOwn = isMeant(filter)
      const check = (rows: readonly Uint8Array[]) => {
        if (!whole.read<Record<string, unknown>>(rows).every(isOwn))
          throw invalid(`Expected ${name} of the project alone, but the backup holds some of another one`)
      }
      return [name, check] as const
    }),
  )
  return (name) => checks.get(name) ?? (() => undefined)
}
