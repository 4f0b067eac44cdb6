import type { ProjectId } from '#shared/domain/ids.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from './api.ts'
import { CommandFailure } from './failure.ts'

/** The version of a project by its name, number, id, or the beginning of its digest; the failure names the ones there are. */
export async function findVersion(api: Api, projectId: ProjectId, wanted: string): Promise<Snapshot> {
  const versions = await api.call(routes.data.snapshots, { params: { projectId } })
  const named = versions.find(({ id, number, marks }) => marks?.name === wanted || String(number) === wanted || id === wanted)
  const digested = versions.filter(({ digest }) => wanted.length >= LEAST_DIGITS && digest.startsWith(wanted))
  const found = named ?? (digested.length === 1 ? digested[0] : undefined)
  if (found) return found
  const known = versions.length === 0 ? 'there is none yet' : `there are: ${versions.map(nameOf).join(', ')}`
  throw new CommandFailure(`expected a version by its name, number, id or digest, got "${wanted}"; ${known}`, 'not_found')
}

/** How a version is called in a sentence. */
export const nameOf = ({ number, marks }: Pick<Snapshot, 'number' | 'marks'>): string =>
  marks?.name ? `${number} "${marks.name}"` : String(number)

const LEAST_DIGITS = 6
