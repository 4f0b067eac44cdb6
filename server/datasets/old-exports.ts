import type { ProjectId } from '#shared/domain/ids.ts'
import { mayBeFetched, removeArchives } from '../store/export-archives.ts'

/** Removes archives that a project's exports have written long ago, except those that are needed otherwise. */
export async function removeOldExports(deps: Parameters<typeof removeArchives>[0], projectId: ProjectId): Promise<void> {
  const exports = await deps.store.jobs.find({ projectId, name: 'export', state: 'succeeded' }).toArray()
  await removeArchives(
    deps,
    exports.filter((job) => !mayBeFetched(job)),
  )
}
