import { z } from 'zod'
import { route } from '../contract.ts'
import { Split } from '../domain/asset.ts'
import { EngineReport } from '../domain/engine.ts'
import { Ensemble } from '../domain/ensemble.ts'
import { JobId, ProjectId, RunId } from '../domain/ids.ts'
import { Job, JobState } from '../domain/job.ts'
import { CurvePoint, Model, Run } from '../domain/training.ts'

const byProject = z.object({ projectId: ProjectId })
const byRun = z.object({ projectId: ProjectId, runId: RunId })
const byVersion = z.object({ projectId: ProjectId, version: z.coerce.number().int().positive() })

export const TrainRequest = z.object({
  architecture: z.string().default('auto'),
  epochs: z.number().int().positive().optional(),
  seed: z.number().int().default(0),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  promote: z.boolean().default(true),
})
export type TrainRequest = z.infer<typeof TrainRequest>

/** Runs, models, the gate, pre-labels and jobs. */
export const loop = {
  runs: route({
    method: 'get',
    path: '/api/projects/:projectId/runs',
    summary: 'Runs, newest first, each with a thin version of its curve.',
    access: 'project:view',
    params: byProject,
    response: z.array(Run.extend({ sparkline: z.array(z.number()) })),
  }),
  run: route({
    method: 'get',
    path: '/api/projects/:projectId/runs/:runId',
    summary: 'One run with its whole curve and its log.',
    access: 'project:view',
    params: byRun,
    response: z.object({
      run: Run,
      curve: z.array(CurvePoint),
      log: z.array(z.object({ at: z.number(), line: z.string(), step: z.string().default('train') })),
    }),
  }),
  train: route({
    method: 'post',
    path: '/api/projects/:projectId/runs',
    summary:
      'Snapshot, train, evaluate, gate. Joins a pending run where nothing particular is asked for; an automatic one makes room for a particular one. The job result is what `labelloop train` prints.',
    access: 'loop:train',
    params: byProject,
    body: TrainRequest,
    response: z.object({ run: Run, jobId: JobId }),
  }),
  cancelRun: route({
    method: 'post',
    path: '/api/projects/:projectId/runs/:runId/cancel',
    summary: 'Stop a run.',
    access: 'loop:train',
    params: byRun,
    response: z.null(),
  }),
  models: route({
    method: 'get',
    path: '/api/projects/:projectId/models',
    summary: 'Models, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(Model),
  }),
  model: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version',
    summary: 'One model.',
    access: 'project:view',
    params: byVersion,
    response: Model,
  }),
  evaluate: route({
    method: 'post',
    path: '/api/projects/:projectId/evaluations',
    summary: 'Evaluate a model (default: the champion) on a split as it is approved now. The job result is the Evaluation.',
    access: 'project:view',
    params: byProject,
    body: z.object({ version: z.number().int().positive().optional(), split: Split.default('test') }),
    response: z.object({ jobId: JobId }),
  }),
  promote: route({
    method: 'post',
    path: '/api/projects/:projectId/models/:version/promote',
    summary: 'Make a model the champion, against or with its verdict; the reason is recorded.',
    access: 'loop:promote',
    params: byVersion,
    body: z.object({ reason: z.string().trim().max(500).default('') }),
    response: z.object({ champion: z.number().int().nullable() }),
  }),
  rollback: route({
    method: 'post',
    path: '/api/projects/:projectId/rollback',
    summary: 'Give the alias back to the champion before.',
    access: 'loop:promote',
    params: byProject,
    response: z.object({ champion: z.number().int().nullable() }),
  }),
  ensemble: route({
    method: 'get',
    path: '/api/projects/:projectId/ensemble',
    summary:
      'Several models held against the champion alone on the validation split, with the numbers; null where none were. They suggest as one where that pays and the project allows it.',
    access: 'project:view',
    params: byProject,
    response: Ensemble.nullable(),
  }),
  prelabel: route({
    method: 'post',
    path: '/api/projects/:projectId/prelabels',
    summary: 'Suggest annotations on every asset nobody has begun. The job result counts assets and suggestions.',
    access: 'loop:train',
    params: byProject,
    body: z.object({ version: z.number().int().positive().optional() }),
    response: z.object({ jobId: JobId }),
  }),
  jobs: route({
    method: 'get',
    path: '/api/jobs',
    summary: 'Jobs, newest first.',
    access: 'user',
    query: z.object({
      projectId: ProjectId.optional(),
      state: JobState.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.array(Job),
  }),
  job: route({
    method: 'get',
    path: '/api/jobs/:jobId',
    summary: 'One job.',
    access: 'user',
    params: z.object({ jobId: JobId }),
    response: Job,
  }),
  cancelJob: route({
    method: 'post',
    path: '/api/jobs/:jobId/cancel',
    summary: 'Ask a job to stop; what it had finished stays.',
    access: 'user',
    params: z.object({ jobId: JobId }),
    response: Job,
  }),
  status: route({
    method: 'get',
    path: '/api/status',
    summary: 'The installation: version, workers, engine, queue.',
    access: 'user',
    response: z.object({
      version: z.string(),
      /** Each with the engines of its machine as measured there, the fastest first; none before the first training. */
      workers: z.array(
        z.object({ id: z.string(), engine: z.string().nullable(), engines: z.array(EngineReport), seenAt: z.number() }),
      ),
      jobs: z.object({ queued: z.number().int(), running: z.number().int() }),
      eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number() }),
    }),
  }),
} as const
