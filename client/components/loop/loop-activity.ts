import { isFinished, type Job } from '#shared/domain/job.ts'
import type { RunState } from '#shared/domain/training.ts'
import type { Overview } from '#shared/routes/projects.ts'

/** The stations of the loop, in the order an image passes them. */
export const STATIONS = ['images', 'suggested', 'review', 'approved', 'snapshot', 'training', 'gate', 'champion'] as const
export type StationName = (typeof STATIONS)[number]

/** An arrow of the picture, named for the station it leads to; `suggested` is the way back, on which the champion pre-labels. */
export type Arrow = StationName

const ARROW_OF_RUN: Partial<Record<RunState, Arrow>> = {
  queued: 'snapshot',
  snapshot: 'snapshot',
  training: 'training',
  evaluating: 'gate',
  gate: 'champion',
}

/** The arrows along which something moves now. */
export function activeArrows({ activeRun, project }: Pick<Overview, 'activeRun' | 'project'>, jobs: readonly Job[]): Set<Arrow> {
  const arrows = new Set<Arrow>()
  const ofRun = activeRun && ARROW_OF_RUN[activeRun.state]
  if (ofRun) arrows.add(ofRun)
  if (runningJob(jobs, 'import') ?? runningJob(jobs, 'sample')) arrows.add('images')
  if (runningJob(jobs, 'prelabel')) arrows.add('suggested')
  if (project.working.length > 0) {
    arrows.add('review')
    arrows.add('approved')
  }
  return arrows
}

/** The job of this name that is queued or runs now. */
export const runningJob = (jobs: readonly Job[], name: Job['name']): Job | undefined =>
  jobs.find((job) => job.name === name && !isFinished(job))
