import type { ThinCurve } from '#shared/domain/tracking.ts'
import { readCurve } from '../store/run-curve.ts'
import type { Store } from '../store/store.ts'
import { type CurveStore, thinCurves, type Window } from './curves.ts'
import type { AnyRun } from './logged-runs.ts'
import { isSystemMetric, ownHistory } from './own-runs.ts'
import { within } from './points.ts'
import { type History, thinned } from './thin.ts'

/** Metrics of several runs, whoever made them, thinned to so many pixels; in the order of the runs, then of the metrics. */
export async function anyCurves(
  store: CurveStore & Pick<Store, 'curves'>,
  runs: readonly AnyRun[],
  { metrics, ...window }: Window & { metrics: readonly string[] },
): Promise<ThinCurve[]> {
  const kept = (any: AnyRun, metric: string) => any.kind === 'logged' || isSystemMetric(metric)
  const wanted = runs.flatMap((any) =>
    metrics.filter((metric) => kept(any, metric)).map((metric) => ({ runId: any.run.id, metric })),
  )
  const [logged, own] = await Promise.all([
    wanted.length === 0 ? [] : thinCurves(store, wanted, window),
    Promise.all(
      runs.map((any) =>
        ownCurves(
          store,
          any,
          metrics.filter((metric) => !kept(any, metric)),
          window,
        ),
      ),
    ),
  ])
  const found = new Map([...logged, ...own.flat()].map((curve) => [`${curve.runId}\n${curve.metric}`, curve]))
  return runs.flatMap((any) =>
    metrics.flatMap((metric) => {
      const curve = found.get(`${any.run.id}\n${metric}`)
      return curve ? [shown(curve, beginningOf(any))] : []
    }),
  )
}

async function ownCurves(store: CurveStore & Pick<Store, 'curves'>, any: AnyRun, metrics: readonly string[], window: Window) {
  if (any.kind === 'logged' || metrics.length === 0) return []
  const { run } = any
  const curve = await readCurve(store, run.id)
  return Promise.all(
    metrics.map(async (metric) => {
      const whole = await ownHistory(store, run, curve, metric)
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = window
      const history = within(whole, from, to)
      return { runId: run.id, metric, count: history.steps.length, ...thinned(history, window.pixels) }
    }),
  )
}

const beginningOf = ({ kind, run }: AnyRun): number => (kind === 'logged' ? run.startedAt : (run.startedAt ?? run.createdAt))

const MS_PER_S = 1000

const shown = (
  { runId, metric, count, steps, times, values }: History & Omit<ThinCurve, 'steps' | 'seconds' | 'values'>,
  began: number,
) => ({
  runId,
  metric,
  count,
  steps: [...steps],
  seconds: Array.from(times, (time) => Math.max(0, (time - began) / MS_PER_S)),
  values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
})
