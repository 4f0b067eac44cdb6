import type uPlot from 'uplot'
import type { ThinCurve } from '#shared/domain/tracking.ts'
import { smoothed } from '../runs/curve-series.ts'

/** Along what curves are drawn. */
export type CurveAxis = 'steps' | 'seconds'

/** Several curves over one list of places, smoothed each for itself; null where a run has nothing there. */
export function alignedCurves(curves: readonly ThinCurve[], axis: CurveAxis, smoothing: number): uPlot.AlignedData {
  const measured = curves.map((curve) => {
    const values = smoothed(curve.values, smoothing)
    return new Map(curve[axis].map((place, at) => [place, values[at] ?? null]))
  })
  const places = [...new Set(measured.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b)
  return [places, ...measured.map((curve) => places.map((place) => curve.get(place) ?? null))]
}
