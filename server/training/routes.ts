import { ACTIVE_RUN_STATES, type CurvePoint } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { conflict } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import { recordDecision } from '../store/projects.ts'
import { readCurve } from '../store/run-curve.ts'
import { loadStartingPoint } from '../store/starting-points.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { requestRunByPerson } from './request-run.ts'
import { loadRunOf, updateRun } from './run-records.ts'

const RUNS_SHOWN = 200
const SPARKLINE_POINTS = 40
const LOG_LINES_SHOWN = 500

/** Mounts runs: list, show, train now, cancel. */
export function mountRuns(mount: Mount, { store, queue }: { store: Store; queue: Queue }): void {
  const { loop } = routes
  mount(loop.runs, async ({ params }) => {
    const rows = await store.runs
      .find({ projectId: params.projectId, trial: null })
      .sort({ number: -1 })
      .limit(RUNS_SHOWN)
      .toArray()
    return Promise.all(rows.map(async (row) => ({ ...fromStored(row), sparkline: sparklineOf(await readCurve(store, row._id)) })))
  })
  mount(loop.run, async ({ params }) => {
    const run = await loadRunOf(store, params)
    const [curve, newest] = await Promise.all([
      readCurve(store, run.id),
      store.runLogs.find({ runId: run.id }).sort({ at: -1 }).limit(LOG_LINES_SHOWN).toArray(),
    ])
    return { run, curve, log: newest.reverse() }
  })
  mount(loop.train, async ({ params, body, user }) => {
    const { startingPoint = 'auto' } = body.parameters
    if (startingPoint !== 'auto') await loadStartingPoint(store, params.projectId, String(startingPoint))
    return requestRunByPerson({ store, queue }, params.projectId, body, user.name)
  })
  mount(loop.cancelRun, async ({ params, user }) => {
    const run = await loadRunOf(store, params)
    const [job] = await store.jobs
      .find({ projectId: params.projectId, name: 'train', 'payload.runId': run.id })
      .sort({ createdAt: -1 })
      .limit(1)
      .toArray()
    if (!job || !(ACTIVE_RUN_STATES as readonly string[]).includes(run.state))
      throw conflict(`Run ${run.number} has ended already`)
    const cancelled = await queue.cancel(job._id)
    // Nobody has it in hands who would write its end.
    if (cancelled.state === 'cancelled')
      await updateRun(store, run.id, { state: 'cancelled', message: 'Cancelled', progress: null, finishedAt: Date.now() })
    await recordDecision(store, {
      projectId: params.projectId,
      userId: user.id,
      type: 'cancel',
      sentence: `${user.name} cancelled run ${run.number}`,
    })
    return null
  })
}

/** Evenly thinned validation figures; losses where nothing was validated yet. */
export function sparklineOf(curve: readonly CurvePoint[]): number[] {
  const validated = curve.flatMap((point) => point.validation ?? [])
  const values = validated.length > 1 ? validated : curve.flatMap((point) => point.loss ?? [])
  const every = Math.max(1, Math.ceil(values.length / SPARKLINE_POINTS))
  return values.filter((_, index) => index % every === 0)
}
