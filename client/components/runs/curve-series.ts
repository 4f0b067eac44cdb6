import type uPlot from 'uplot'
import type { CurvePoint } from '#shared/domain/training.ts'

type Values = readonly (number | null | undefined)[]

/** Weight of the past in the smoothest curve that can be chosen. */
export const MOST_SMOOTHING = 0.98

/** One field of a curve by step, at the steps where it was measured. */
export function curveOf(curve: readonly CurvePoint[], field: 'loss' | 'learningRate'): [number[], number[]] {
  const measured = curve.flatMap((point) => {
    const value = point[field]
    return value === undefined ? [] : [{ step: point.step, value }]
  })
  return [measured.map(({ step }) => step), measured.map(({ value }) => value)]
}

/** The validation figure of all labels, then of each label in the order in which they first occur. */
export function labelCurves(curve: readonly CurvePoint[]): { labels: string[]; data: uPlot.AlignedData } {
  const measured = curve.filter(({ validation }) => validation !== undefined)
  const labels = [...new Set(measured.flatMap(({ perLabel }) => Object.keys(perLabel ?? {})))]
  return {
    labels,
    data: [
      measured.map(({ step }) => step),
      measured.map(({ validation }) => validation ?? null),
      ...labels.map((label) => measured.map(({ perLabel }) => perLabel?.[label] ?? null)),
    ],
  }
}

/** Exponential moving average, started without bias (as Adam corrects its moments, arXiv 1412.6980); 0 leaves the values as they are. */
export function smoothed(values: Values, weight: number): (number | null)[] {
  let mean = 0
  let total = 0
  return values.map((value) => {
    if (value === null || value === undefined) return null
    mean = weight * mean + (1 - weight) * value
    total = weight * total + (1 - weight)
    return mean / total
  })
}
