import type { Store } from '#server/store/store.ts'
import { appendPoints } from '#server/tracking/points.ts'
import { newId, type ProjectId, type RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { createRandom } from '#shared/random.ts'

const RUNS_AT_A_TIME = 500
/** As many as a client of MLflow sends at once. */
const POINTS_AT_A_TIME = 1000

/** How much there is. */
export interface Amount {
  readonly runs: number
  readonly metrics: number
  /** Runs whose first metric is a long curve, and how many points that has. */
  readonly curves: number
  readonly points: number
}

export const metricName = (place: number): string => `metric_${place}`

/** Fills a project with logged runs: random figures, five parameters each, and some long curves. */
export async function fillWithRuns(store: Store, projectId: ProjectId, amount: Amount, seed: number): Promise<RunId[]> {
  const random = createRandom(seed)
  const ids: RunId[] = []
  const at = Date.now()
  for (let done = 0; done < amount.runs; done += RUNS_AT_A_TIME) {
    const rows = Array.from({ length: Math.min(RUNS_AT_A_TIME, amount.runs - done) }, (_, place) => {
      const number = done + place
      const figures = Array.from({ length: amount.metrics }, (_, metric) => [
        metricName(metric),
        { s: 1000, t: at, v: random.next() },
      ])
      return {
        _id: newId<RunId>('run'),
        experimentId: projectId as string as ExperimentId,
        projectId,
        name: `run ${number}`,
        state: 'FINISHED' as const,
        userName: 'somebody',
        startedAt: at - number * 1000,
        finishedAt: at,
        params: { lr: String(10 ** -(1 + 4 * random.next())), batch: String(8 << random.integer(4)), seed: String(number) },
        metrics: Object.fromEntries(figures),
        inputs: [],
        models: [],
        marks: { note: '', tags: { team: `team ${random.integer(5)}` }, favouriteOf: [], archivedAt: null },
      }
    })
    await store.loggedRuns.insertMany(rows)
    ids.push(...rows.map(({ _id }) => _id))
  }
  for (const runId of ids.slice(0, amount.curves)) await aLongCurve(store, runId, amount.points, random.next)
  return ids
}

async function aLongCurve(store: Store, runId: RunId, points: number, next: () => number): Promise<void> {
  for (let from = 0; from < points; from += POINTS_AT_A_TIME) {
    const stretch = Array.from({ length: Math.min(POINTS_AT_A_TIME, points - from) }, (_, place) => {
      const step = from + place
      return { key: metricName(0), step, time: Date.now(), value: Math.exp(-step / points) + next() / 10 }
    })
    await appendPoints(store, runId, stretch)
  }
}
