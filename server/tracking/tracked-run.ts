import type { UserId } from '#shared/domain/ids.ts'
import type { ExperimentId, TrackedRun } from '#shared/domain/tracking.ts'
import type { AnyRun } from './logged-runs.ts'
import { marksOf } from './marks.ts'
import { latestOf, OWN_USER, ownName, paramsOf } from './own-runs.ts'

/** A run as lists show it to somebody. */
export function trackedRun(any: AnyRun, userId: UserId): TrackedRun {
  const { note, tags, favouriteOf, archivedAt } = marksOf(any)
  const said = { note, tags, isFavourite: favouriteOf.includes(userId), archivedAt }
  if (any.kind === 'logged') {
    const { id, experimentId, name, state, userName, startedAt, finishedAt, params, metrics } = any.run
    const nothing = { number: null, message: null, modelVersion: null }
    const about = { id, kind: 'logged', experimentId, name, state, userName, startedAt, finishedAt, params } as const
    return { ...about, ...nothing, metrics: figuresOf(metrics), ...said }
  }
  const { run } = any
  return {
    id: run.id,
    kind: run.trial ? 'study' : 'loop',
    experimentId: run.projectId as string as ExperimentId,
    name: ownName(run),
    number: run.number,
    state: run.state,
    userName: OWN_USER,
    startedAt: run.startedAt ?? run.createdAt,
    finishedAt: run.finishedAt,
    message: run.message ?? run.trigger.reason,
    modelVersion: run.modelVersion,
    metrics: figuresOf(latestOf(run)),
    params: paramsOf(run),
    ...said,
  }
}

const figuresOf = (metrics: Readonly<Record<string, { v: number }>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(metrics).map(([name, { v }]) => [name, Number.isFinite(v) ? v : null]))
