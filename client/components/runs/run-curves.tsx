import { SegmentedControl, Slider } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import type { CurvePoint } from '#shared/domain/training.ts'
import type { Ontology } from '#shared/ontology.ts'
import { decimal, measured, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { Panel } from '../page.tsx'
import { quietAxes } from '../plots/axes.ts'
import { Plot, type PlotSpec } from '../plots/plot.tsx'
import type { PlotColors } from '../plots/plot-colors.ts'
import { curveOf, labelCurves, MOST_SMOOTHING, smoothed } from './curve-series.ts'
import styles from './run-curves.module.css'

const HEIGHT_PX = 210
const SMALL_HEIGHT_PX = 130

interface Props {
  readonly curve: readonly CurvePoint[]
  readonly ontology: Ontology
  readonly metricTitle: string
}

/** The curves of a run: loss (log scale and smoothing to taste), validation per label, learning rate. */
export function RunCurves({ curve, ontology, metricTitle }: Props) {
  const [scale, setScale] = useState('linear')
  const [smoothing, setSmoothing] = useState(0.6)
  const loss = useMemo(() => curveOf(curve, 'loss'), [curve])
  const lossData = useMemo(() => [loss[0], loss[1], smoothed(loss[1], smoothing)] as const, [loss, smoothing])
  const rate = useMemo(() => curveOf(curve, 'learningRate'), [curve])
  const lossSpec = useCallback((colors: PlotColors) => lossLines(colors, scale === 'log'), [scale])
  return (
    <div className={styles.curves}>
      <Panel
        title={t('Loss')}
        aside={
          <span className={styles.controls}>
            <Slider
              className={styles.slider}
              size={3}
              thumbSize={12}
              min={0}
              max={MOST_SMOOTHING}
              step={0.01}
              label={null}
              value={smoothing}
              onChange={setSmoothing}
              thumbLabel={t('Smoothing')}
            />
            {t('smoothing')}
            <SegmentedControl size="xs" value={scale} onChange={setScale} data={['linear', 'log']} />
          </span>
        }
      >
        <Plot data={[...lossData]} spec={lossSpec} height={HEIGHT_PX} label={t('Loss by step')} />
      </Panel>
      <Validation curve={curve} ontology={ontology} metricTitle={metricTitle} />
      <div className={styles.wide}>
        <Panel title={t('Learning rate')}>
          <Plot data={rate} spec={rateLine} height={SMALL_HEIGHT_PX} label={t('Learning rate by step')} />
        </Panel>
      </div>
    </div>
  )
}

function Validation({ curve, ontology, metricTitle }: Props) {
  const { labels, data } = useMemo(() => labelCurves(curve), [curve])
  const names = labels.join('\n')
  const spec = useCallback(
    (colors: PlotColors) => {
      const colorOf = (name: string) => ontology.labels.find((label) => label.name === name)?.color ?? colors.faint
      return validationLines(colors, names === '' ? [] : names.split('\n').map(colorOf))
    },
    [names, ontology],
  )
  const last = (values: ArrayLike<number | null | undefined> = []) =>
    metric(Array.from(values).findLast((value) => value != null))
  return (
    <Panel title={t('{{metricTitle}} on the validation split', { metricTitle })}>
      <Plot
        data={data}
        spec={spec}
        height={HEIGHT_PX}
        label={t('{{metricTitle}} by step, in all and per label', { metricTitle })}
      />
      <p className={styles.legend}>
        <span>
          <i style={{ background: 'var(--ink)' }} />
          {t('all {{last}}', { last: last(data[1]) })}
        </span>
        {labels.map((name, index) => (
          <span key={name}>
            <i style={{ background: ontology.labels.find((label) => label.name === name)?.color }} />
            {name} {last(data[index + 2])}
          </span>
        ))}
      </p>
    </Panel>
  )
}

const CURSOR = { drag: { x: true, y: false }, points: { size: 6 } } as const
const asMetric = (value: number) => decimal(value, 1)
const short = (value: number) =>
  Math.abs(value) < 0.01 && value !== 0 ? value.toExponential(0) : measured(Number(value.toPrecision(2)))

function lossLines(colors: PlotColors, log: boolean): PlotSpec {
  return {
    scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
    axes: quietAxes(colors, short),
    cursor: CURSOR,
    legend: { show: false },
    series: [
      {},
      { stroke: `${colors.accent}66`, width: 1, points: { show: false }, spanGaps: true },
      { stroke: colors.accent, width: 2, points: { show: false }, spanGaps: true },
    ],
  }
}

function validationLines(colors: PlotColors, labelColors: readonly string[]): PlotSpec {
  return {
    scales: { x: { time: false }, y: { range: [0, 1] } },
    axes: quietAxes(colors, asMetric),
    cursor: CURSOR,
    legend: { show: false },
    series: [
      {},
      { stroke: colors.ink, width: 2, spanGaps: true, points: { show: true, size: 5, fill: colors.ink } },
      ...labelColors.map((stroke) => ({ stroke, width: 1.5, spanGaps: true, points: { show: false } })),
    ],
  }
}

const rateLine = (colors: PlotColors): PlotSpec => ({
  scales: { x: { time: false } },
  axes: quietAxes(colors, (value) => (value === 0 ? '0' : value.toExponential(1))),
  cursor: CURSOR,
  legend: { show: false },
  series: [{}, { stroke: colors.faint, width: 1.5, points: { show: false }, spanGaps: true }],
})
