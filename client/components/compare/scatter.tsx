import { Select } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import type { TrackedRun } from '#shared/domain/tracking.ts'
import { t } from '../../i18n.ts'
import { Panel } from '../page.tsx'
import { figureWord } from '../runs/run-columns.ts'
import { runTitle } from '../runs/tracked-words.ts'
import { runColor } from './run-color.ts'
import styles from './scatter.module.css'

const HEIGHT_PX = 240
const EDGE_PX = { start: 56, end: 16, top: 14, bottom: 30 }
const RADIUS_PX = 5

interface Props {
  readonly runs: readonly TrackedRun[]
  /** What every axis can be: "metrics.loss", "params.lr". */
  readonly quantities: readonly string[]
}

/** One quantity of the compared runs against another: a point for each run that has both. */
export function Scatter({ runs, quantities }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [chosen, setChosen] = useState<{ x?: string; y?: string }>({})
  const x = chosen.x ?? quantities.find((name) => name.startsWith('params.')) ?? quantities[0] ?? ''
  const y = chosen.y ?? quantities.find((name) => name.startsWith('metrics.')) ?? quantities.at(-1) ?? ''
  const points = runs.flatMap((run, place) => {
    const [across, up] = [quantityOf(run, x), quantityOf(run, y)]
    return across === null || up === null ? [] : [{ run, place, across, up }]
  })
  const rangeX = rangeOf(points.map(({ across }) => across))
  const rangeY = rangeOf(points.map(({ up }) => up))
  const xOf = (value: number) => EDGE_PX.start + rangeX.share(value) * Math.max(0, width - EDGE_PX.start - EDGE_PX.end)
  const yOf = (value: number) => HEIGHT_PX - EDGE_PX.bottom - rangeY.share(value) * (HEIGHT_PX - EDGE_PX.top - EDGE_PX.bottom)
  return (
    <Panel
      title={t('Scatter')}
      aside={
        <span className={styles.axes}>
          <Select
            size="xs"
            aria-label={t('Across')}
            data={[...quantities]}
            value={x}
            onChange={(value) => value && setChosen({ ...chosen, x: value })}
            searchable
          />
          <Select
            size="xs"
            aria-label={t('Up')}
            data={[...quantities]}
            value={y}
            onChange={(value) => value && setChosen({ ...chosen, y: value })}
            searchable
          />
        </span>
      }
    >
      <div ref={ref} className={styles.frame} style={{ height: HEIGHT_PX }} data-testid="scatter">
        {width > 0 && (
          <svg width={width} height={HEIGHT_PX} role="img" aria-label={t('{{y}} against {{x}}', { x, y })}>
            <line
              className={styles.axis}
              x1={EDGE_PX.start}
              x2={width - EDGE_PX.end}
              y1={HEIGHT_PX - EDGE_PX.bottom}
              y2={HEIGHT_PX - EDGE_PX.bottom}
            />
            <line
              className={styles.axis}
              x1={EDGE_PX.start}
              x2={EDGE_PX.start}
              y1={EDGE_PX.top}
              y2={HEIGHT_PX - EDGE_PX.bottom}
            />
            <text x={EDGE_PX.start} y={HEIGHT_PX - 8}>
              {figureWord(rangeX.low)}
            </text>
            <text x={width - EDGE_PX.end} y={HEIGHT_PX - 8} textAnchor="end">
              {figureWord(rangeX.high)}
            </text>
            <text x={EDGE_PX.start - 6} y={HEIGHT_PX - EDGE_PX.bottom} textAnchor="end">
              {figureWord(rangeY.low)}
            </text>
            <text x={EDGE_PX.start - 6} y={EDGE_PX.top + 8} textAnchor="end">
              {figureWord(rangeY.high)}
            </text>
            {points.map(({ run, place, across, up }) => (
              <circle key={run.id} cx={xOf(across)} cy={yOf(up)} r={RADIUS_PX} fill={runColor(place)}>
                <title>{`${runTitle(run)}: ${figureWord(across)}, ${figureWord(up)}`}</title>
              </circle>
            ))}
          </svg>
        )}
      </div>
    </Panel>
  )
}

/** The value of a metric, or of a parameter that is a number; null where there is none. */
export function quantityOf(run: Pick<TrackedRun, 'metrics' | 'params'>, quantity: string): number | null {
  const dot = quantity.indexOf('.')
  const [kind, name] = [quantity.slice(0, dot), quantity.slice(dot + 1)]
  if (kind === 'metrics') return run.metrics[name] ?? null
  const text = run.params[name]
  return text === undefined || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}

function rangeOf(values: readonly number[]) {
  const low = values.length === 0 ? 0 : Math.min(...values)
  const high = values.length === 0 ? 1 : Math.max(...values)
  return { low, high, share: (value: number) => (high === low ? 1 / 2 : (value - low) / (high - low)) }
}
