import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type uPlot from 'uplot'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { measured } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { quietAxes } from '../plots/axes.ts'
import { Plot, type PlotSpec } from '../plots/plot.tsx'
import type { PlotColors } from '../plots/plot-colors.ts'
import { QueryError } from '../query-error.tsx'
import { alignedCurves, type CurveAxis } from './aligned-curves.ts'
import { runColor } from './run-color.ts'

const HEIGHT_PX = 240
/** The server thins to this width: a peak is never lost. */
const PIXELS = 400
/** A click is no stretch. */
const LEAST_STRETCH_PX = 8
const SMALL = 0.001
const LARGE = 1e6

interface Props {
  readonly projectId: ProjectId
  readonly runs: readonly RunId[]
  readonly metric: string
  readonly axis: CurveAxis
  readonly smoothing: number
  readonly log: boolean
}

/** One metric of every compared run; a stretch that is dragged over is read again in full detail. */
export function ComparedCurves({ projectId, runs, metric, axis, smoothing, log }: Props) {
  const [zoom, setZoom] = useState<{ from: number; to: number } | null>(null)
  const isZoomed = zoom !== null && axis === 'steps'
  const { data, error, refetch } = useQuery(
    queries.runCurves(projectId, { runs, metrics: [metric], pixels: PIXELS, ...(isZoomed && zoom) }),
  )
  const aligned = useMemo(() => alignedCurves(data ?? [], axis, smoothing), [data, axis, smoothing])
  const places = useMemo(() => (data ?? []).map(({ runId }) => runs.indexOf(runId)).join(), [data, runs])
  const spec = useCallback(
    (colors: PlotColors) =>
      curvesSpec(colors, places === '' ? [] : places.split(',').map(Number), { log, axis, onZoom: setZoom }),
    [places, log, axis],
  )
  if (error && !data) return <QueryError what={t('The curves')} error={error} retry={() => void refetch()} />
  return (
    <Panel
      title={metric}
      aside={
        isZoomed ? (
          <Button size="compact-xs" variant="default" onClick={() => setZoom(null)}>
            {t('All steps')}
          </Button>
        ) : axis === 'steps' ? (
          t('by step')
        ) : (
          t('by seconds')
        )
      }
    >
      <Plot data={aligned} spec={spec} height={HEIGHT_PX} label={t('{{metric}} of the compared runs', { metric })} />
    </Panel>
  )
}

// Neighbours on an axis may differ in their fifth digit only.
const tickWord = (value: number): string =>
  value !== 0 && (Math.abs(value) < SMALL || Math.abs(value) >= LARGE)
    ? value.toExponential(1)
    : measured(Number(value.toPrecision(6)))

interface CurvesLook {
  readonly log: boolean
  readonly axis: CurveAxis
  readonly onZoom: (stretch: { from: number; to: number }) => void
}

function curvesSpec(colors: PlotColors, places: readonly number[], { log, axis, onZoom }: CurvesLook): PlotSpec {
  const series: uPlot.Series[] = places.map((place) => ({
    stroke: runColor(place),
    width: 1.6,
    spanGaps: true,
    points: { show: false },
  }))
  const bySteps = axis === 'steps'
  const hear = (plot: uPlot) => {
    const { left, width } = plot.select
    if (width < LEAST_STRETCH_PX) return
    onZoom({ from: Math.floor(plot.posToVal(left, 'x')), to: Math.ceil(plot.posToVal(left + width, 'x')) })
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  }
  return {
    scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
    axes: quietAxes(colors, tickWord),
    cursor: { y: false, drag: { x: true, y: false, setScale: !bySteps } },
    legend: { show: false },
    series: [{}, ...series],
    ...(bySteps && { hooks: { setSelect: [hear] } }),
  }
}
