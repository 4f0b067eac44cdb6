import type { Api } from './api.ts'
import { findProject } from './find-project.ts'
import { findVersion } from './find-version.ts'

/** A version by the names that a person typed, with what its routes are called with. */
export async function versionOf(connect: () => Promise<Api>, project: string, wanted: string) {
  const api = await connect()
  const { id: projectId } = await findProject(api, project)
  const version = await findVersion(api, projectId, wanted)
  return { api, projectId, version, params: { projectId, snapshotId: version.id } }
}
