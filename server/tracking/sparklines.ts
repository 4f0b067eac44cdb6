import type { RunId } from '#shared/domain/ids.ts'
import { unpackedColumn } from '../store/columns.ts'
import { readCurve } from '../store/run-curve.ts'
import type { Store } from '../store/store.ts'
import type { AnyRun } from './logged-runs.ts'
import { seriesId } from './points.ts'

const POINTS = 40

type SparklineStore = Pick<Store, 'metricSeries' | 'metricSketches' | 'curves'>

/** A curve as small as a word for each run of a page: of validation, or of this metric where it was logged. */
export async function sparklinesOf(
  store: SparklineStore,
  runs: readonly AnyRun[],
  metric: string | undefined,
): Promise<Map<RunId, number[]>> {
  const own = runs.filter(({ kind }) => kind === 'own')
  const logged = runs.flatMap(({ kind, run }) =>
    kind === 'own' || metric === undefined ? [] : [{ runId: run.id, id: seriesId(run.id, metric) }],
  )
  const ids = logged.map(({ id }) => id)
  const [curves, sketches, tails] = await Promise.all([
    Promise.all(own.map(async ({ run }): Promise<[RunId, number[]]> => [run.id, await ownSparkline(store, run.id)])),
    store.metricSketches.find({ _id: { $in: ids } }, { projection: { values: 1 } }).toArray(),
    store.metricSeries.find({ _id: { $in: ids } }, { projection: { 'tail.values': 1 } }).toArray(),
  ])
  const sealed = new Map(sketches.map(({ _id, values }) => [_id, unpackedColumn(values)]))
  const waiting = new Map(tails.map(({ _id, tail }) => [_id, tail?.values ?? []]))
  const found = logged.map(({ runId, id }): [RunId, number[]] => [
    runId,
    evenly([...(sealed.get(id) ?? []), ...(waiting.get(id) ?? [])].filter(Number.isFinite)),
  ])
  return new Map([...curves, ...found])
}

async function ownSparkline(store: SparklineStore, runId: RunId): Promise<number[]> {
  const curve = await readCurve(store, runId)
  const validated = curve.flatMap(({ validation }) => validation ?? [])
  return evenly(validated.length > 1 ? validated : curve.flatMap(({ loss }) => loss ?? []))
}

function evenly(values: readonly number[]): number[] {
  if (values.length <= POINTS) return [...values]
  return Array.from({ length: POINTS }, (_, at) => values[Math.round((at * (values.length - 1)) / (POINTS - 1))] ?? 0)
}
