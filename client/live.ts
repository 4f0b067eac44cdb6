import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { RouteResponse } from '#shared/contract.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import type { ServerEvents } from '#shared/events.ts'
import type { Overview } from '#shared/routes/projects.ts'
import type { routes } from '#shared/routes.ts'
import { translated } from './heard.ts'
import { jobKey, projectKey, queries } from './queries.ts'
import { onNotice, request, socket } from './socket.ts'

// Notices come in bursts while people work; pages read again at most this often.
const REFRESH_EVERY_MS = 700
const PAGES_READ_AGAIN = 3

/** Keeps everything shown of a project up to date by the server's notices, across lost connections. */
export function useProjectLive(projectId: ProjectId): void {
  const cache = useQueryClient()
  useEffect(() => {
    const refresh = throttled(() => refreshProject(cache, projectId), REFRESH_EVERY_MS)
    const watch = () => void request('project:watch', { projectId })
    const rewatch = () => {
      watch()
      refresh.call()
    }
    if (socket.connected) watch()
    socket.on('connect', rewatch)
    const stops = [
      onNotice('project:changed', (notice) => notice.projectId === projectId && refresh.call()),
      onNotice('run:progress', (notice) => notice.projectId === projectId && noteProgress(cache, notice)),
      onNotice('job:changed', (job) => job.projectId === projectId && noteJob(cache, projectId, job)),
      onNotice('model:promoted', (notice) => {
        if (notice.projectId !== projectId) return
        notifications.show({ message: translated(notice.sentence), color: 'iris' })
        refresh.call()
      }),
    ]
    return () => {
      socket.off('connect', rewatch)
      for (const stop of stops) stop()
      refresh.cancel()
    }
  }, [cache, projectId])
}

/** Everything that is shown of a project is read again, but for long lists: they only count as old, and are read on the next visit. */
export function refreshProject(cache: QueryClient, projectId: ProjectId): void {
  const queryKey = projectKey(projectId)
  void cache.invalidateQueries({ queryKey, refetchType: 'none' })
  void cache.refetchQueries({ queryKey, type: 'active', predicate: ({ state }) => pagesOf(state.data) <= PAGES_READ_AGAIN })
}

const pagesOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 0

type RunAnswer = RouteResponse<typeof routes.loop.run>
type Runs = RouteResponse<typeof routes.loop.runs>
type StudyAnswer = RouteResponse<typeof routes.studies.show>

/** Puts a run's progress wherever that run is shown, without asking the server. */
export function noteProgress(
  cache: QueryClient,
  { projectId, runId, run, points }: Parameters<ServerEvents['run:progress']>[0],
): void {
  cache.setQueryData<RunAnswer>(queries.run(projectId, runId).queryKey, (answer) => answer && withPoints(answer, run, points))
  cache.setQueryData<Runs>(queries.runs(projectId).queryKey, (runs) =>
    runs?.map((row) => (row.id === runId ? { ...run, sparkline: row.sparkline } : row)),
  )
  if (run.trial)
    cache.setQueryData<StudyAnswer>(
      queries.study(projectId, run.trial.studyId).queryKey,
      (answer) => answer && withTrial(answer, run),
    )
  cache.setQueryData<Overview>(queries.overview(projectId).queryKey, (overview) =>
    overview && run.trial === null && (overview.activeRun?.id ?? runId) === runId
      ? { ...overview, activeRun: isActiveRun(run) ? run : null }
      : overview,
  )
}

// A run that is new to the page comes with the study, when that is read again.
function withTrial(answer: StudyAnswer, run: Run): StudyAnswer {
  return { ...answer, runs: answer.runs.map((row) => (row.id === run.id ? { ...run, sparkline: row.sparkline } : row)) }
}

// A point that was read with the run and comes again as a notice stands once.
function withPoints(answer: RunAnswer, run: Run, points: RunAnswer['curve']): RunAnswer {
  const last = answer.curve.at(-1)?.step ?? -1
  return { ...answer, run, curve: [...answer.curve, ...points.filter(({ step }) => step > last)] }
}

function noteJob(cache: QueryClient, projectId: ProjectId, job: Job): void {
  cache.setQueryData(jobKey(job.id), job)
  cache.setQueryData<Job[]>(queries.jobs(projectId).queryKey, (jobs) => jobs && placed(jobs, job))
  if (isFinished(job)) refreshProject(cache, projectId)
}

// Known jobs stay where they are, new ones come first: the list never jumps.
function placed(jobs: readonly Job[], job: Job): Job[] {
  const known = jobs.some(({ id }) => id === job.id)
  return known ? jobs.map((other) => (other.id === job.id ? job : other)) : [job, ...jobs]
}

function throttled(act: () => void, everyMs: number): { call(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  let again = false
  const tick = () => {
    timer = null
    if (!again) return
    again = false
    run()
  }
  const run = () => {
    act()
    timer = setTimeout(tick, everyMs)
  }
  return {
    call() {
      if (timer) again = true
      else run()
    },
    cancel: () => timer && clearTimeout(timer),
  }
}
