import type { ProjectId } from '#shared/domain/ids.ts'
import { invalid } from '../errors.ts'

/** The project a job is about; invalid where it names none. */
export function projectIdOf(job: { readonly projectId: ProjectId | null; readonly name: string }): ProjectId {
  if (job.projectId === null) throw invalid(`Expected a project with the job "${job.name}"`)
  return job.projectId
}
