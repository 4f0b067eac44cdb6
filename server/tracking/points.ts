import { newId, type RunId } from '#shared/domain/ids.ts'
import { packedColumn, unpackedColumn } from '../store/columns.ts'
import type { Store } from '../store/store.ts'
import type { MetricPointsRow, MetricSeriesRow } from '../store/tracking-rows.ts'
import type { History } from './thin.ts'

/** One figure as it is logged; time is milliseconds since 1970. */
export interface Point {
  readonly key: string
  readonly step: number
  readonly time: number
  readonly value: number
}

/** So many points of a metric that come together are sealed at once; fewer wait with the series until they are as many. */
const SEALED_TOGETHER = 512

export type PointStore = Pick<Store, 'metricSeries' | 'metricPoints'>

export const seriesId = (runId: RunId, key: string): string => `${runId}\n${key}`

/** Appends points in whatever order they come: durable once it resolves, one round trip for all metrics that log a little. */
export async function appendPoints(store: PointStore, runId: RunId, points: readonly Point[]): Promise<void> {
  const groups = byMetric(points)
  const many = groups.filter(({ of }) => of.length >= SEALED_TOGETHER)
  const few = groups.filter(({ of }) => of.length < SEALED_TOGETHER)
  await Promise.all(many.map(({ key, of }) => appendSealed(store, runId, key, of)))
  if (few.length === 0) return
  const writes = few.map(({ key, of }) => ({
    updateOne: {
      filter: { _id: seriesId(runId, key) },
      update: {
        $setOnInsert: { runId, key },
        $inc: { waiting: of.length, sealed: 0 },
        $push: {
          'tail.steps': { $each: of.map(({ step }) => step) },
          'tail.times': { $each: of.map(({ time }) => time) },
          'tail.values': { $each: of.map(({ value }) => value) },
        },
      },
      upsert: true,
    },
  }))
  await store.metricSeries.bulkWrite(writes, { ordered: false })
  for await (const series of store.metricSeries.find({ runId, waiting: { $gte: SEALED_TOGETHER } })) await seal(store, series)
}

/** From which step on, and up to which. */
export interface StepRange {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** All points of a metric, or those of some steps: by step, then time, then value; what was logged twice stands once. */
export async function readPoints(store: PointStore, runId: RunId, key: string, range: StepRange = {}): Promise<History> {
  const id = seriesId(runId, key)
  // The series first: what is sealed in between is then there twice, not missing.
  const series = await store.metricSeries.findOne({ _id: id })
  return (await readSeries(store, series ? [series] : [], range)).get(id) ?? NO_POINTS
}

/** The same of several series that were read just now, in one query. */
export async function readSeries(
  store: Pick<Store, 'metricPoints'>,
  series: readonly MetricSeriesRow[],
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: StepRange = {},
): Promise<Map<string, History>> {
  const ids = series.map(({ _id }) => _id)
  const rows = await store.metricPoints
    .find({ seriesId: { $in: ids }, firstStep: { $lte: to }, lastStep: { $gte: from } })
    .sort({ seriesId: 1, firstStep: 1 })
    .toArray()
  const sealed = new Map<string, History[]>(ids.map((id) => [id, []]))
  for (const row of rows) sealed.get(row.seriesId)?.push(historyOf(row))
  const isWhole = from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY
  return new Map(
    series.map((each) => {
      const history = inOrder([...(sealed.get(each._id) ?? []), tailOf(each)])
      return [each._id, isWhole ? history : within(history, from, to)]
    }),
  )
}

const NO_POINTS: History = { steps: new Float64Array(0), times: new Float64Array(0), values: new Float64Array(0) }

/** The points that are not sealed yet. */
export const tailOf = ({ tail }: MetricSeriesRow): History => ({
  steps: Float64Array.from(tail?.steps ?? []),
  times: Float64Array.from(tail?.times ?? []),
  values: Float64Array.from(tail?.values ?? []),
})

/** Several stretches as one, in order and without repetition. */
export function inOrder(parts: readonly History[]): History {
  const joined = {
    steps: joinedColumn(parts.map(({ steps }) => steps)),
    times: joinedColumn(parts.map(({ times }) => times)),
    values: joinedColumn(parts.map(({ values }) => values)),
  }
  if (isInOrder(joined)) return joined
  const compare = (a: number, b: number) => compared(joined, a, b)
  const order = Uint32Array.from(joined.steps.keys()).sort(compare)
  return picked(
    joined,
    order.filter((at, place) => place === 0 || compare(order[place - 1] ?? at, at) !== 0),
  )
}

function byMetric(points: readonly Point[]): { key: string; of: Point[] }[] {
  const groups = new Map<string, Point[]>()
  for (const point of points) {
    const group = groups.get(point.key)
    if (group) group.push(point)
    else groups.set(point.key, [point])
  }
  return [...groups].map(([key, of]) => ({ key, of }))
}

async function appendSealed(store: PointStore, runId: RunId, key: string, points: readonly Point[]): Promise<void> {
  const history = inOrder([
    {
      steps: Float64Array.from(points, ({ step }) => step),
      times: Float64Array.from(points, ({ time }) => time),
      values: Float64Array.from(points, ({ value }) => value),
    },
  ])
  await store.metricPoints.insertOne(rowOf({ runId, id: seriesId(runId, key) }, history))
  await store.metricSeries.updateOne(
    { _id: seriesId(runId, key) },
    {
      $setOnInsert: { runId, key, tail: { steps: [], times: [], values: [] } },
      $inc: { sealed: history.steps.length, waiting: 0 },
    },
    { upsert: true },
  )
}

// Whoever appended meanwhile finds the series as it was: it is sealed when it is asked about the next time.
async function seal(store: PointStore, series: MetricSeriesRow): Promise<void> {
  const { _id, runId, waiting, sealed } = series
  const row = rowOf({ runId, id: _id }, inOrder([tailOf(series)]))
  await store.metricPoints.insertOne(row)
  const { matchedCount } = await store.metricSeries.updateOne(
    { _id, waiting, sealed },
    { $set: { tail: { steps: [], times: [], values: [] }, waiting: 0 }, $inc: { sealed: waiting } },
  )
  if (matchedCount === 0) await store.metricPoints.deleteOne({ _id: row._id })
}

const rowOf = ({ runId, id }: { runId: RunId; id: string }, { steps, times, values }: History): MetricPointsRow => ({
  _id: newId('pts'),
  seriesId: id,
  runId,
  firstStep: steps[0] ?? 0,
  lastStep: steps.at(-1) ?? 0,
  steps: packedColumn(steps),
  times: packedColumn(times),
  values: packedColumn(values),
})

export const historyOf = ({ steps, times, values }: MetricPointsRow): History => ({
  steps: unpackedColumn(steps),
  times: unpackedColumn(times),
  values: unpackedColumn(values),
})

function joinedColumn(columns: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const column of columns) {
    joined.set(column, at)
    at += column.length
  }
  return joined
}

function isInOrder(history: History): boolean {
  for (let at = 1; at < history.steps.length; at++) if (compared(history, at - 1, at) >= 0) return false
  return true
}

const compared = ({ steps, times, values }: History, a: number, b: number): number =>
  differ(steps, a, b) || differ(times, a, b) || differ(values, a, b)

// No number comes before every number, and is like itself.
function differ(column: Float64Array, a: number, b: number): number {
  const [left, right] = [column[a] ?? 0, column[b] ?? 0]
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(right)) - Number(Number.isNaN(left))
  return left < right ? -1 : Number(left > right)
}

const picked = ({ steps, times, values }: History, order: Uint32Array): History => ({
  steps: Float64Array.from(order, (at) => steps[at] ?? 0),
  times: Float64Array.from(order, (at) => times[at] ?? 0),
  values: Float64Array.from(order, (at) => values[at] ?? 0),
})

/** The points of these steps; they lie side by side, since all are in order. */
export function within(history: History, from: number, to: number): History {
  const start = history.steps.findIndex((step) => step >= from)
  if (start < 0) return NO_POINTS
  const after = history.steps.findIndex((step) => step > to)
  const cut = (column: Float64Array) => column.subarray(start, after < 0 ? column.length : after)
  return { steps: cut(history.steps), times: cut(history.times), values: cut(history.values) }
}
