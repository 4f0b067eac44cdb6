import type { ProjectId } from '#shared/domain/ids.ts'
import type { Job } from '#shared/domain/job.ts'
import type { User } from '#shared/domain/people.ts'
import { type Action, may } from '#shared/policy.ts'
import { routes } from '#shared/routes.ts'
import { forbidden } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import type { Queue } from './queue.ts'

export interface JobRouteDeps {
  readonly store: Pick<Store, 'workers'>
  readonly queue: Queue
  readonly metrics: { eventLoopDelay(): { p50: number; p99: number } }
  readonly version: string
}

/** Mounts jobs and the state of the installation. A job is seen by whoever may enter its project. */
export function mountJobs(mount: Mount, { store, queue, metrics, version }: JobRouteDeps): void {
  const { loop } = routes
  mount(loop.jobs, async ({ query, user }) => {
    if (query.projectId) requireJob(user, 'project:view', query.projectId)
    // The newest of all projects may be nobody's but other people's.
    const own = user.admin ? undefined : { $in: projectsOf(user) }
    return queue.list({ ...query, projectId: query.projectId ?? own })
  })
  mount(loop.job, async ({ params, user }) => seen(user, 'project:view', await queue.get(params.jobId)))
  mount(loop.cancelJob, async ({ params, user }) => {
    seen(user, 'loop:train', await queue.get(params.jobId))
    return queue.cancel(params.jobId)
  })
  mount(loop.status, async () => {
    const [workers, jobs] = await Promise.all([store.workers.find().toArray(), queue.counts()])
    return {
      version,
      workers: workers.map(({ _id, seenAt, engines, engine }) => ({ id: _id, engine, engines, seenAt: seenAt.getTime() })),
      jobs,
      eventLoopDelayMs: metrics.eventLoopDelay(),
    }
  })
}

const projectsOf = (user: User): ProjectId[] =>
  (Object.keys(user.roles) as ProjectId[]).filter((projectId) => may(user, 'project:view', projectId))

function seen(user: User, action: Action, job: Job): Job {
  requireJob(user, action, job.projectId)
  return job
}

function requireJob(user: User, action: Action, projectId: ProjectId | null): void {
  if (!may(user, action, projectId)) throw forbidden(`${user.name} may not do this (${action})`)
}
