import type { RunId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Experiment } from '#shared/domain/tracking.ts'
import type { RunQuery } from '#shared/routes/tracking.ts'
import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import { readCurve } from '../store/run-curve.ts'
import type { Mount } from '../wire/mount.ts'
import { anyCurves } from './any-curves.ts'
import { type ArtifactDeps, runArtifacts } from './artifact-places.ts'
import { listExperiments, loadExperiment } from './experiments.ts'
import { type AnyRun, loadAnyRun } from './logged-runs.ts'
import { changeMarks, setFavourite } from './marks.ts'
import { metricsOfCurve, OWN_FIGURES } from './own-runs.ts'
import { mayTrack, requireTracking, type TrackingAct } from './permissions.ts'
import { countRuns, loadRuns, type RunSearch, searchRuns } from './search-runs.ts'
import { sparklinesOf } from './sparklines.ts'
import { trackedRun } from './tracked-run.ts'

/** Mounts runs as records: lists by a filter, curves, artifacts, and what people say of a run. */
export function mountTracking(mount: Mount, deps: ArtifactDeps): void {
  const { store } = deps
  const { tracking } = routes
  const open = async (id: string, user: User, act: TrackingAct = 'view'): Promise<Experiment> => {
    const experiment = await loadExperiment(store, id)
    requireTracking(user, act, experiment.projectId)
    return experiment
  }
  const openRun = async (params: { experimentId: string; runId: RunId }, user: User, act: TrackingAct = 'view') => {
    const { id } = await open(params.experimentId, user, act)
    const any = await loadAnyRun(store, params.runId)
    if (homeOf(any) !== id) throw notFound(`Run ${params.runId}`)
    return any
  }
  mount(tracking.experiments, async ({ user }) =>
    (await listExperiments(store)).filter(({ projectId, state }) => state === 'active' && mayTrack(user, 'view', projectId)),
  )
  mount(tracking.experiment, async ({ params, user }) => withOwnNames(await open(params.experimentId, user)))
  mount(tracking.runs, async ({ params, query, user }) => {
    const experiment = await open(params.experimentId, user)
    const skip = Number(query.cursor ?? 0)
    const search = searchOf(experiment, { ...query, skip }, user)
    const [found, total] = await Promise.all([searchRuns(store, search), skip === 0 ? countRuns(store, search) : null])
    const page = found.slice(0, query.limit)
    const sparklines = await sparklinesOf(store, page, experiment.metrics[0])
    return {
      items: page.map((any) => ({ ...trackedRun(any, user.id), sparkline: sparklines.get(any.run.id) ?? [] })),
      next: found.length > query.limit ? String(skip + query.limit) : null,
      total,
    }
  })
  mount(tracking.run, async ({ params, user }) => {
    const any = await openRun(params, user)
    const [metrics, artifacts] = await Promise.all([metricsOf(deps, any), runArtifacts(deps, any).list('')])
    return {
      run: trackedRun(any, user.id),
      metrics,
      artifacts,
      environment: any.kind === 'own' ? (any.run.environment ?? null) : null,
      inputs: any.kind === 'logged' ? any.run.inputs : [],
    }
  })
  mount(tracking.artifacts, async ({ params, query, user }) => {
    const any = await openRun(params, user)
    return runArtifacts(deps, any).list(query.path)
  })
  mount(tracking.curves, async ({ params, query, user }) => {
    const { id } = await open(params.experimentId, user)
    const runs = await loadRuns(store, query.runs)
    const known = new Set(runs.filter((any) => homeOf(any) === id).map(({ run }) => run.id))
    const strange = query.runs.find((runId) => !known.has(runId))
    if (strange) throw notFound(`Run ${strange}`)
    return anyCurves(store, runs, query)
  })
  mount(tracking.change, async ({ params, body, user }) => {
    await changeMarks(store, await openRun(params, user, 'log'), body)
    return trackedRun(await loadAnyRun(store, params.runId), user.id)
  })
  mount(tracking.favourite, async ({ params, body, user }) => {
    await setFavourite(store, await openRun(params, user), user.id, body.favourite)
    return trackedRun(await loadAnyRun(store, params.runId), user.id)
  })
}

const homeOf = (any: AnyRun): string => (any.kind === 'logged' ? any.run.experimentId : any.run.projectId)

const withOwnNames = (experiment: Experiment): Experiment =>
  experiment.projectId === null ? experiment : { ...experiment, metrics: [...new Set([...OWN_FIGURES, ...experiment.metrics])] }

function searchOf(
  { id, projectId }: Experiment,
  query: Pick<RunQuery, 'filter' | 'order' | 'archived' | 'favourites' | 'columns' | 'limit'> & { skip: number },
  user: User,
): RunSearch {
  const { filter, order, archived, favourites, columns, skip, limit } = query
  return {
    experimentIds: [id],
    projectIds: projectId === null ? [] : [projectId],
    filter,
    order: order === '' ? [] : [order],
    archived,
    // Whoever asks for them by their kind gets them.
    studies: /\bkind\b/.test(filter),
    ...(favourites === 'true' && { favouriteOf: user.id }),
    columns,
    skip,
    limit: limit + 1,
  }
}

async function metricsOf({ store }: ArtifactDeps, any: AnyRun): Promise<string[]> {
  const rows = await store.metricSeries.find({ runId: any.run.id }, { projection: { key: 1 } }).toArray()
  const logged = rows.map(({ key }) => key).sort()
  return any.kind === 'logged' ? logged : [...metricsOfCurve(await readCurve(store, any.run.id)), ...logged]
}
