import type { LatestFigure, LoggedState } from '#shared/domain/tracking.ts'
import type { CurvePoint, Run, RunState } from '#shared/domain/training.ts'
import type { Store } from '../store/store.ts'
import { inOrder, readPoints } from './points.ts'
import type { Stage } from './search/run-query.ts'
import type { History } from './thin.ts'

/** The loop's states in MLflow's words. */
export const LOGGED_STATES = {
  queued: 'SCHEDULED',
  snapshot: 'RUNNING',
  training: 'RUNNING',
  evaluating: 'RUNNING',
  gate: 'RUNNING',
  succeeded: 'FINISHED',
  skipped: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'KILLED',
} as const satisfies Record<RunState, LoggedState>

/** Who is said to have made a run of the loop. */
export const OWN_USER = 'labelloop'

/** What figures of a run are called outside, by the field of its curve. */
const CURVE_METRICS = { loss: 'loss', learningRate: 'learning_rate', validation: 'validation' } as const
const PER_LABEL = 'validation/'
const SYSTEM = 'system/'

/** The figures by which runs of the product are listed. */
export const OWN_FIGURES = ['loss', 'validation', 'best'] as const

/** Whether a metric is of the machine, as MLflow's clients name those: kept with the logged ones, whoever made the run. */
export const isSystemMetric = (metric: string): boolean => metric.startsWith(SYSTEM)

export const ownName = ({ number }: Pick<Run, 'number'>): string => `Run ${number}`

export const stateOf = ({ state }: Pick<Run, 'state'>): LoggedState => LOGGED_STATES[state]

/** What a run was given, as texts; once it has begun, what was decided goes before what was asked for. */
export function paramsOf(run: Run): Record<string, string> {
  const { requested, parameters, architecture, seed, engine, snapshotNumber, labels } = run
  const own = { architecture, seed, engine, snapshot: snapshotNumber, labels }
  const given = Object.entries({ ...requested, ...parameters, ...own }).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}

/** The newest figures of a run, as MLflow has them. */
export function latestOf({ metrics, progress, startedAt, finishedAt, createdAt }: Run): Record<string, LatestFigure> {
  const step = progress?.step ?? 0
  const time = finishedAt ?? startedAt ?? createdAt
  const known = Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null)
  return Object.fromEntries(known.map(([name, value]) => [name, { s: step, t: time, v: value }]))
}

/** The names of a curve's metrics, in the order in which they first occur. */
export function metricsOfCurve(curve: readonly CurvePoint[]): string[] {
  const labels = curve.flatMap(({ perLabel }) => Object.keys(perLabel ?? {}))
  const fields = (Object.keys(CURVE_METRICS) as (keyof typeof CURVE_METRICS)[]).filter((field) =>
    curve.some((point) => point[field] !== undefined),
  )
  return [...fields.map((field) => CURVE_METRICS[field]), ...[...new Set(labels)].map((label) => PER_LABEL + label)]
}

/** One metric of a run of the product: from its curve, or of the machine that it ran on. */
export async function ownHistory(
  store: Pick<Store, 'metricSeries' | 'metricPoints'>,
  run: Pick<Run, 'id' | 'startedAt' | 'createdAt'>,
  curve: readonly CurvePoint[],
  metric: string,
): Promise<History> {
  if (isSystemMetric(metric)) return readPoints(store, run.id, metric)
  const began = run.startedAt ?? run.createdAt
  const points = curve.flatMap((point) => {
    const value = valueAt(point, metric)
    return value === undefined ? [] : [{ step: point.step, time: Math.round(began + point.seconds * 1000), value }]
  })
  return inOrder([
    {
      steps: Float64Array.from(points, ({ step }) => step),
      times: Float64Array.from(points, ({ time }) => time),
      values: Float64Array.from(points, ({ value }) => value),
    },
  ])
}

function valueAt(point: CurvePoint, metric: string): number | undefined {
  if (metric.startsWith(PER_LABEL)) return point.perLabel?.[metric.slice(PER_LABEL.length)]
  if (metric === CURVE_METRICS.loss) return point.loss
  if (metric === CURVE_METRICS.learningRate) return point.learningRate
  return metric === CURVE_METRICS.validation ? point.validation : undefined
}

/** Stages that show rows of the product's runs as those of logged ones, as far as one can search them. */
export function asLoggedRows(): Stage[] {
  const figure = (name: string) => ({ v: `$metrics.${name}` })
  return [
    {
      $project: {
        kind: { $cond: [{ $ifNull: ['$trial', false] }, 'study', 'loop'] },
        name: { $concat: ['Run ', { $toString: '$number' }] },
        state: { $arrayElemAt: [Object.values(LOGGED_STATES), { $indexOfArray: [Object.keys(LOGGED_STATES), '$state'] }] },
        userName: OWN_USER,
        startedAt: { $ifNull: ['$startedAt', '$createdAt'] },
        finishedAt: 1,
        number: 1,
        modelVersion: 1,
        labels: 1,
        marks: 1,
        metrics: { loss: figure('loss'), validation: figure('validation'), best: figure('best') },
        params: {
          $mergeObjects: [
            textsOf('$requested'),
            textsOf('$parameters'),
            { architecture: '$architecture', engine: '$engine', seed: { $toString: '$seed' } },
            { snapshot: { $toString: '$snapshotNumber' }, labels: { $toString: '$labels' } },
          ],
        },
      },
    },
  ]
}

const textsOf = (record: string) => ({
  $arrayToObject: {
    $map: {
      input: { $objectToArray: { $ifNull: [record, {}] } },
      in: { k: '$$this.k', v: { $convert: { input: '$$this.v', to: 'string', onError: '', onNull: null } } },
    },
  },
})
