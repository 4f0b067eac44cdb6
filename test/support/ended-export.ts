import type { JobRow } from '#server/store/collections.ts'
import type { Store } from '#server/store/store.ts'
import { type JobId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'

/** An export that ended at some time (milliseconds since 1970), and wrote an archive of this hash. */
export async function anEndedExport(
  store: Pick<Store, 'jobs'>,
  projectId: ProjectId,
  { hash, finishedAt }: { hash: string; finishedAt: number },
): Promise<void> {
  const row: JobRow = {
    ...{ _id: newId<JobId>('job'), name: 'export', projectId, payload: {} },
    ...{ state: 'succeeded', attempt: 1, progress: null, reason: null, cancelRequested: false },
    ...{ createdAt: finishedAt, startedAt: finishedAt, finishedAt },
    ...{ lease: null, token: 1, crashes: 0, unique: null },
    result: { files: 1, annotations: 0, losses: [], download: paths.exported(projectId, hash) },
  }
  await store.jobs.insertOne(row)
}
