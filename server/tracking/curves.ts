import type { RunId } from '#shared/domain/ids.ts'
import { packedColumn, unpackedColumn } from '../store/columns.ts'
import type { Store } from '../store/store.ts'
import type { MetricSeriesRow } from '../store/tracking-rows.ts'
import { historyOf, inOrder, type PointStore, readSeries, seriesId, tailOf } from './points.ts'
import { type History, thinned } from './thin.ts'

/** A sketch of all that is sealed draws on so many pixels like the whole. */
const SKETCH_STRETCHES = 512

export type CurveStore = PointStore & Pick<Store, 'metricSketches'>

/** Which metric of which run, at which steps, drawn on so many pixels. */
export interface Wanted {
  readonly runId: RunId
  readonly metric: string
}
export interface Window {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly pixels: number
}

/**
 * Metrics of logged runs thinned for a picture. A whole one comes from its sketch, whatever its length; a part of it, as after zooming,
 * from the points themselves.
 */
export async function thinCurves(
  store: CurveStore,
  wanted: readonly Wanted[],
  { from, to, pixels }: Window,
): Promise<(Wanted & History & { count: number })[]> {
  const ids = wanted.map(({ runId, metric }) => seriesId(runId, metric))
  const rows = await store.metricSeries.find({ _id: { $in: ids } }).toArray()
  const known = new Map(rows.map((row) => [row._id, row]))
  const whole = from === undefined && to === undefined
  const found = whole ? await sketchesOf(store, rows) : await readSeries(store, rows, { from, to })
  return wanted.map((each, place) => {
    const series = known.get(ids[place] ?? '')
    if (!series) return { ...each, count: 0, ...NOTHING }
    const points = found.get(series._id) ?? NOTHING
    return { ...each, count: series.sealed + series.waiting, ...thinned(whole ? withTail(points, series) : points, pixels) }
  })
}

const NOTHING: History = { steps: new Float64Array(0), times: new Float64Array(0), values: new Float64Array(0) }

async function sketchesOf(store: CurveStore, series: readonly MetricSeriesRow[]): Promise<Map<string, History>> {
  const sealed = series.filter((each) => each.sealed > 0)
  const kept = await store.metricSketches.find({ _id: { $in: sealed.map(({ _id }) => _id) } }).toArray()
  const byId = new Map(kept.map((row) => [row._id, row]))
  const found = new Map<string, History>()
  for (const each of sealed) {
    const row = byId.get(each._id)
    const isPresent = row?.sealed === each.sealed
    found.set(
      each._id,
      row && isPresent
        ? { steps: unpackedColumn(row.steps), times: unpackedColumn(row.times), values: unpackedColumn(row.values) }
        : await sketch(store, each),
    )
  }
  return found
}

// Made when it is first looked at after something was sealed: those who log wait for no picture.
async function sketch(store: CurveStore, { _id, runId, sealed }: MetricSeriesRow): Promise<History> {
  const rows = await store.metricPoints.find({ seriesId: _id }).sort({ firstStep: 1 }).toArray()
  const made = thinned(inOrder(rows.map(historyOf)), SKETCH_STRETCHES)
  const columns = { steps: packedColumn(made.steps), times: packedColumn(made.times), values: packedColumn(made.values) }
  await store.metricSketches.updateOne({ _id }, { $set: { runId, sealed, ...columns } }, { upsert: true })
  return made
}

function withTail(sealed: History, series: MetricSeriesRow): History {
  if (series.waiting === 0) return sealed
  return inOrder([sealed, tailOf(series)])
}
