import { z } from 'zod'
import { Split } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { createOperationLog } from './annotations/operation-log.ts'
import { RECENT_IN_A_WORKER } from './annotations/recent-assets.ts'
import { deleteProjectJob } from './assets/delete-project.ts'
import { backupJob } from './backing-up.ts'
import { exportJob } from './datasets/export-job.ts'
import { importJob } from './datasets/import-job.ts'
import { sampleJob } from './datasets/sample-job.ts'
import { takeSnapshot } from './datasets/snapshots.ts'
import { takeJob } from './datasets/take-job.ts'
import { undoImportJob } from './datasets/undo-import-job.ts'
import { branchJob } from './datasets/versions/branch-job.ts'
import { restoreVersionJob } from './datasets/versions/restore-job.ts'
import { embeddingHandlers } from './embedding-handlers.ts'
import { AppError } from './errors.ts'
import { evaluationOf } from './evaluation/tasks/index.ts'
import { examineModel } from './examining.ts'
import { examiningQuality } from './examining-quality.ts'
import { type JobHandlers, SkipJob } from './jobs/runner.ts'
import type { Log } from './log.ts'
import { createMeasuring } from './measuring.ts'
import type { VectorProcess } from './ml/embedding/vector-process.ts'
import { loadNamedModel } from './models/named-model.ts'
import { labelsOf } from './models/present-names.ts'
import { starterJob } from './models/starter-job.ts'
import { monitorJob } from './monitoring-job.ts'
import { createSteps } from './pipeline-steps.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { prelabelJob } from './prelabel-job.ts'
import { changeLabelsJob } from './projects/change-labels-job.ts'
import type { StepDeps } from './step-deps.ts'
import { loadProject } from './store/projects.ts'
import { tuneJob } from './studying.ts'
import { superviseJob } from './supervising.ts'
import { trainJob } from './train-job.ts'
import { weighJob } from './weighing.ts'

const EvaluatePayload = z.object({ version: z.number().int().optional(), split: Split })

/** What a worker does for each kind of job. */
export function createJobHandlers(
  deps: StepDeps & { predictors: Predictors; vectors: VectorProcess; comparing: VectorProcess; log: Log },
): JobHandlers {
  const { store, blobs, bus, config, predictors } = deps
  const operations = createOperationLog({ store, log: deps.log, mostRecent: RECENT_IN_A_WORKER })
  const data = {
    store,
    blobs,
    bus,
    config,
    log: deps.log,
    commit: operations.commit,
    prepare: operations.prepare,
    settled: operations.settled,
  }
  const quality = examiningQuality({ store, blobs, operations })
  const importing = { ...data, conclude: quality.conclude }
  const steps = createSteps(deps)
  const measure = createMeasuring(deps)
  return {
    import: importJob(importing),
    take: takeJob(importing),
    'undo-import': undoImportJob(data),
    sample: sampleJob(importing),
    export: exportJob(data),
    'restore-version': restoreVersionJob(data),
    branch: branchJob(data),
    'delete-project': deleteProjectJob(data),
    backup: backupJob(data),
    starter: starterJob(deps),
    'change-labels': changeLabelsJob({ store, commit: operations.commit }),
    supervise: superviseJob({ ...data, predictors }),
    snapshot: ({ job }) => takeSnapshot(deps, projectIdOf(job)),

    train: trainJob({ ...deps, steps }),
    tune: tuneJob(deps),

    async evaluate(context) {
      const { version, split } = EvaluatePayload.parse(context.job.payload)
      const project = await loadProject(store, projectIdOf(context.job))
      const { ontology } = project
      const model = await loadNamedModel(store, project, version ?? championOf(project))
      // As its labels are approved now, not as they were when it was trained.
      const snapshot = await takeSnapshot(deps, project.id)
      const measurement = await measure(context, { model, labels: labelsOf(model), ontology, snapshot, split })
      await context.progress(null, `Looking closely at v${model.version} on the ${split} split`)
      await examineModel(deps, { model, snapshot, measurement, thresholds: model.thresholds })
      return { project: project.name, model: model.version, ...evaluationOf(measurement) }
    },

    ...embeddingHandlers(deps),

    prelabel: prelabelJob({ ...data, predictors }),
    weigh: weighJob(deps),
    monitor: monitorJob(deps),
    'examine-quality': quality.examine,
  }
}

function projectIdOf(job: { projectId: ProjectId | null; name: string }): ProjectId {
  if (job.projectId === null) throw new AppError('invalid', `Expected a project with the job ${job.name}`)
  return job.projectId
}

function championOf(project: { name: string; champion: number | null }): number {
  if (project.champion === null) throw new SkipJob(`${project.name} has no champion yet: train a model first`)
  return project.champion
}
