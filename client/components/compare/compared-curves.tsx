import { useCallback, useMemo } from 'react'
import type uPlot from 'uplot'
import type { CurvePoint, Run } from '#shared/domain/training.ts'
import { decimal } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { quietAxes } from '../plots/axes.ts'
import { Plot, type PlotSpec } from '../plots/plot.tsx'
import type { PlotColors } from '../plots/plot-colors.ts'
import { curvesBySecond } from './curves-by-second.ts'
import { runColor } from './run-color.ts'

const HEIGHT_PX = 240

/** The validation figure of every run against seconds of training. */
export function ComparedCurves({ compared }: { compared: readonly { run: Run; curve: readonly CurvePoint[] }[] }) {
  const data = useMemo(() => curvesBySecond(compared.map(({ curve }) => curve)), [compared])
  const count = compared.length
  const spec = useCallback((colors: PlotColors) => curvesSpec(colors, count), [count])
  return <Plot data={data} spec={spec} height={HEIGHT_PX} label={t('Validation figures against seconds of training')} />
}

function curvesSpec(colors: PlotColors, count: number): PlotSpec {
  const series: uPlot.Series[] = Array.from({ length: count }, (_, place) => ({
    stroke: runColor(place),
    width: 1.6,
    spanGaps: true,
    points: { show: false },
  }))
  return {
    scales: { x: { time: false }, y: {} },
    axes: quietAxes(colors, (value) => decimal(value, 2)),
    cursor: { y: false, drag: { x: true, y: false } },
    legend: { show: false },
    series: [{}, ...series],
  }
}
