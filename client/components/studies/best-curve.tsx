import { useCallback, useMemo } from 'react'
import uPlot from 'uplot'
import type { TrialRun } from '#shared/routes/studies.ts'
import { decimal, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { quietAxes } from '../plots/axes.ts'
import { Plot, type PlotSpec } from '../plots/plot.tsx'
import type { PlotColors } from '../plots/plot-colors.ts'
import styles from './best-curve.module.css'
import { bestSoFar } from './parallel-lines.ts'

const HEIGHT_PX = 200
const POINT_PX = 7

/** The best figure after each run: whether it is still worth waiting. */
export function BestCurve({ runs, metricTitle }: { runs: readonly TrialRun[]; metricTitle: string }) {
  const { data, best, ended } = useMemo(() => {
    const curve = bestSoFar(runs)
    return {
      data: [curve.runs, curve.best, curve.figures] as [number[], number[], number[]],
      best: curve.best.at(-1),
      ended: curve.runs.length,
    }
  }, [runs])
  const spec = useCallback(curveSpec, [])
  if (ended === 0) return <p className={styles.none}>{t('The first run is under way: its figure begins the curve.')}</p>
  return (
    <>
      <Plot data={data} spec={spec} height={HEIGHT_PX} label={t('The best {{metricTitle}} after each run', { metricTitle })} />
      <p className={styles.none}>
        {t('Best {{metricTitle}} {{figure}} after {{count}} runs; the dots are the single runs.', {
          metricTitle,
          figure: metric(best),
          count: ended,
        })}
      </p>
    </>
  )
}

/** Runs are counted in whole ones. */
const WHOLE_RUNS = [1, 2, 5, 10, 20, 50, 100]

function curveSpec(colors: PlotColors): PlotSpec {
  const steps = uPlot.paths.stepped?.({ align: 1 })
  const stepped = steps ? { paths: steps } : {}
  const [below, ...rest] = quietAxes(colors, (value) => decimal(value, 2))
  return {
    scales: { x: { time: false, range: (_, low, high) => [low - 1 / 2, high + 1 / 2] }, y: {} },
    axes: [{ ...below, incrs: WHOLE_RUNS }, ...rest],
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { show: false },
    series: [
      {},
      { stroke: colors.accent, width: 2, points: { show: false }, ...stepped },
      {
        stroke: colors.faint,
        width: 0,
        paths: () => null,
        points: { show: true, size: POINT_PX, fill: colors.surface, stroke: colors.faint, width: 1.5 },
      },
    ],
  }
}
