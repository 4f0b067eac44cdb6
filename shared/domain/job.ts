import { z } from 'zod'
import { JobId, ProjectId } from './ids.ts'

export const JobName = z.enum([
  'import',
  'undo-import',
  'take',
  'sample',
  'train',
  'tune',
  'evaluate',
  'prelabel',
  'weigh',
  'starter',
  'embed',
  'map',
  'rank',
  'monitor',
  'examine-quality',
  'supervise',
  'snapshot',
  'export',
  'restore-version',
  'branch',
  'change-labels',
  'delete-project',
  'backup',
])
export type JobName = z.infer<typeof JobName>

export const JobState = z.enum(['queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

export const JobProgress = z.object({
  /** 0 to 1, null while unknown. */
  fraction: z.number().min(0).max(1).nullable(),
  message: z.string(),
  secondsLeft: z.number().nullable(),
})
export type JobProgress = z.infer<typeof JobProgress>

/** A piece of work a worker takes. `result` is what the command line prints for the command that asked for it. */
export const Job = z.object({
  id: JobId,
  name: JobName,
  projectId: ProjectId.nullable(),
  payload: z.record(z.string(), z.unknown()),
  state: JobState,
  attempt: z.number().int(),
  progress: JobProgress.nullable(),
  result: z.unknown(),
  /** Why it was skipped or failed. */
  reason: z.string().nullable(),
  cancelRequested: z.boolean(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
})
export type Job = z.infer<typeof Job>
export const isFinished = (job: { state: JobState }): boolean => job.state !== 'queued' && job.state !== 'running'
