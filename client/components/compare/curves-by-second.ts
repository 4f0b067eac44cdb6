import type uPlot from 'uplot'
import type { CurvePoint } from '#shared/domain/training.ts'

/** The validation figures of several curves over one list of seconds; null where a run was not validated. */
export function curvesBySecond(curves: readonly (readonly CurvePoint[])[]): uPlot.AlignedData {
  const measured = curves.map(
    (curve) => new Map(curve.flatMap(({ seconds, validation }) => (validation === undefined ? [] : [[seconds, validation]]))),
  )
  const seconds = [...new Set(measured.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b)
  return [seconds, ...measured.map((curve) => seconds.map((second) => curve.get(second) ?? null))]
}
