import { z } from 'zod'
import type { User } from '#shared/domain/people.ts'
import { readCurve } from '../../store/run-curve.ts'
import type { Store } from '../../store/store.ts'
import { ownHistory } from '../own-runs.ts'
import { readPoints } from '../points.ts'
import type { History } from '../thin.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { ByRun, openRun, runIdOf } from './runs.ts'
import { Id, Key, pageToken, placeOf, shownDouble, Whole } from './wire.ts'

const LARGEST_PAGE = 25_000
const DEFAULT_POINTS = 320
const MOST_RUNS = 100

/** Metrics over time, as they were logged. */
export function metricEndpoints({ store }: { store: Store }): Endpoint[] {
  const historyOf = async (runId: string, metric: string, user: User): Promise<History> => {
    const any = await openRun(store, runId, user, 'view')
    if (any.kind === 'logged') return readPoints(store, any.run.id, metric)
    return ownHistory(store, any.run, await readCurve(store, any.run.id), metric)
  }
  return [
    endpoint('GET /metrics/get-history', HistoryOf, async ({ metric_key, max_results, page_token, ...input }, user) => {
      const history = await historyOf(runIdOf(input), metric_key, user)
      const place = placeOf(page_token)
      const end = max_results === undefined ? history.steps.length : place + max_results
      const next = end < history.steps.length ? { next_page_token: pageToken(end) } : {}
      return { metrics: shownPoints(metric_key, history, placesBetween(place, Math.min(end, history.steps.length))), ...next }
    }),
    endpoint('GET /metrics/get-history-bulk-interval', BulkOf, async (asked, user) => {
      const { run_ids, metric_key, start_step, end_step, max_results } = asked
      const histories = await Promise.all(
        run_ids.map(async (runId) => ({ runId, history: await historyOf(runId, metric_key, user) })),
      )
      return {
        metrics: histories.flatMap(({ runId, history }) => {
          const places = placesBetween(0, history.steps.length).filter((at) => {
            const step = history.steps[at] ?? 0
            return step >= (start_step ?? step) && step <= (end_step ?? step)
          })
          return shownPoints(metric_key, history, evenly(places, max_results)).map((point) => ({ ...point, run_id: runId }))
        }),
      }
    }),
  ]
}

const HistoryOf = ByRun.extend({
  metric_key: Key,
  max_results: Whole.min(1).max(LARGEST_PAGE).optional(),
  page_token: z.string().optional(),
})

const BulkOf = z.object({
  run_ids: z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(Id).min(1).max(MOST_RUNS)),
  metric_key: Key,
  start_step: Whole.optional(),
  end_step: Whole.optional(),
  max_results: Whole.min(1).default(DEFAULT_POINTS),
})

const placesBetween = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)

// The first and the last are always among them.
function evenly(places: readonly number[], most: number): number[] {
  if (places.length <= most) return [...places]
  return placesBetween(0, most).map((at) => places[Math.round((at * (places.length - 1)) / Math.max(1, most - 1))] ?? 0)
}

const shownPoints = (key: string, { steps, times, values }: History, places: readonly number[]) =>
  places.map((at) => ({ key, value: shownDouble(values[at] ?? 0), timestamp: times[at] ?? 0, step: steps[at] ?? 0 }))
