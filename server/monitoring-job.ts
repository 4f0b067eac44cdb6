import { readManifest } from './datasets/snapshots.ts'
import { AppError } from './errors.ts'
import type { JobHandler } from './jobs/runner.ts'
import { loadNamedModel } from './models/named-model.ts'
import { monitorProject } from './monitoring/monitor-job.ts'
import type { StepDeps } from './step-deps.ts'
import { loadProject } from './store/projects.ts'

/** Looks at a project: what came, what was said of it, what people corrected. */
export function monitorJob({ store, blobs }: Pick<StepDeps, 'store' | 'blobs'>): JobHandler {
  return async (context) => {
    const { projectId } = context.job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to monitor')
    return monitorProject(
      {
        store,
        fileOf: blobs.onDisk,
        async imagesOf(snapshot) {
          const ids = []
          for await (const { assetId } of readManifest(blobs, snapshot)) ids.push(assetId)
          return ids
        },
        championOf: async (project) => (project.champion === null ? null : loadNamedModel(store, project, project.champion)),
      },
      context,
      await loadProject(store, projectId),
    )
  }
}
