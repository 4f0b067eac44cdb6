import { useCallback, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { Overview } from '#shared/routes/projects.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { tasks } from '#shared/tasks/index.ts'
import { counted, decimal, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { hovering, quietAxes } from '../plots/axes.ts'
import { Plot, type PlotSpec } from '../plots/plot.tsx'
import type { PlotColors } from '../plots/plot-colors.ts'
import { pointNames } from '../plots/point-names.ts'
import { outlookOf } from './forecast-words.ts'
import styles from './learning-curve.module.css'
import { learningSeries } from './learning-series.ts'

const HEIGHT_PX = 232
const POINT_PX = 11
const HEADROOM = 0.05

/** The main metric against approved labels, one point per model: champions filled and joined, held models hollow; and how it will go on. */
export function LearningCurve({ overview, task }: { overview: Overview; task: TaskId }) {
  const metricTitle = translated(tasks[task].metricTitle)
  const { learning, nextTraining, effort } = overview
  const { points, data, outlook } = useMemo(() => {
    const { points: known } = learningSeries(learning)
    const measured = known.flatMap(({ labels, metric: figure }) => (figure === null ? [] : { labels, metric: figure }))
    const ahead = outlookOf(measured, { nextTraining, effort })
    return { ...learningSeries(learning, ahead?.band), outlook: ahead }
  }, [learning, nextTraining, effort])
  const [hovered, setHovered] = useState<number | null>(null)
  const names = useRef<string[]>([])
  names.current = points.map(({ version }) => `v${version}`)
  const spec = useCallback(
    (colors: PlotColors): PlotSpec => learningSpec(colors, [hovering(setHovered), pointNames(() => names.current, colors.faint)]),
    [],
  )
  const point = points[hovered ?? points.length - 1]
  if (points.length === 0) return <Empty title={metricTitle} />
  return (
    <>
      <Plot data={data} spec={spec} height={HEIGHT_PX} label={t('{{metricTitle}} against approved labels', { metricTitle })} />
      <p className={styles.legend}>
        {point &&
          t('v{{version}}: {{metricTitle}} {{figure}} with {{labels}}, {{verdict}}', {
            version: point.version,
            metricTitle,
            figure: metric(point.metric),
            labels: counted(point.labels, 'label'),
            verdict: point.promoted ? t('promoted') : t('held'),
          })}
      </p>
      {outlook && (
        <p className={styles.legend} data-testid="outlook">
          {outlook.sentences.join(' ')}
        </p>
      )}
    </>
  )
}

function Empty({ title }: { title: string }) {
  return (
    <div className={styles.empty} style={{ height: HEIGHT_PX }}>
      <svg width="180" height="74" viewBox="0 0 180 74" fill="none" aria-hidden="true">
        <path d="M4 70C40 66 44 24 176 10" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="4 5" />
        {[
          [30, 60],
          [66, 34],
          [112, 20],
          [166, 11],
        ].map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="4" fill="var(--surface)" stroke="var(--line-strong)" strokeWidth="1.5" />
        ))}
      </svg>
      <p>{t('Every trained model becomes a point here: {{title}} against the labels it learned from.', { title })}</p>
    </div>
  )
}

function learningSpec(colors: PlotColors, plugins: uPlot.Plugin[]): PlotSpec {
  const shared = { width: 0, paths: () => null }
  return {
    scales: { x: { time: false, range: padded }, y: { range: [0, 1] } },
    axes: quietAxes(colors, (value) => decimal(value, 1)),
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    legend: { show: false },
    bands: [{ series: [4, 3], fill: colors.accentSoft }],
    plugins,
    series: [
      {},
      {
        stroke: colors.accent,
        width: 2,
        spanGaps: true,
        fill: colors.accentSoft,
        points: { show: true, size: POINT_PX, fill: colors.accent, stroke: colors.surface, width: 2 },
      },
      {
        ...shared,
        stroke: colors.faint,
        points: { show: true, size: POINT_PX - 1, fill: colors.surface, stroke: colors.faint, width: 1.5 },
      },
      { width: 0, points: { show: false } },
      { width: 0, points: { show: false } },
      { stroke: colors.accent, width: 1.5, dash: [4, 5], points: { show: false } },
    ],
  }
}

const padded: uPlot.Range.Function = (_, low, high) => [0, Math.max(high, low, 1) * (1 + HEADROOM)]
