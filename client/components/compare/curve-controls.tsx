import { MultiSelect, SegmentedControl, Slider } from '@mantine/core'
import { t } from '../../i18n.ts'
import { MOST_SMOOTHING } from '../runs/curve-series.ts'
import type { CurveAxis } from './aligned-curves.ts'
import styles from './curve-controls.module.css'

const MOST_METRICS = 6

/** How curves are looked at. */
export interface CurveLook {
  readonly metrics: readonly string[]
  readonly axis: CurveAxis
  readonly smoothing: number
  readonly log: boolean
}

interface Props {
  readonly look: CurveLook
  readonly onLook: (look: CurveLook) => void
  /** Metrics that at least one of the runs has. */
  readonly metrics: readonly string[]
}

/** Which metrics, along what, how smooth, on which scale. */
export function CurveControls({ look, onLook, metrics }: Props) {
  return (
    <div className={styles.bar}>
      <MultiSelect
        className={styles.metrics}
        aria-label={t('Metrics')}
        data={[...new Set([...look.metrics, ...metrics])]}
        value={[...look.metrics]}
        onChange={(chosen) => onLook({ ...look, metrics: chosen })}
        maxValues={MOST_METRICS}
        searchable
        size="xs"
        data-testid="compared-metrics"
      />
      <span className={styles.smoothing}>
        {t('smoothing')}
        <Slider
          className={styles.slider}
          size={3}
          thumbSize={12}
          min={0}
          max={MOST_SMOOTHING}
          step={0.01}
          label={null}
          value={look.smoothing}
          onChange={(smoothing) => onLook({ ...look, smoothing })}
          thumbLabel={t('Smoothing')}
        />
      </span>
      <SegmentedControl
        size="xs"
        value={look.axis}
        onChange={(axis) => onLook({ ...look, axis: axis as CurveAxis })}
        data={[
          { value: 'steps', label: t('steps') },
          { value: 'seconds', label: t('seconds') },
        ]}
      />
      <SegmentedControl
        size="xs"
        value={look.log ? 'log' : 'linear'}
        onChange={(scale) => onLook({ ...look, log: scale === 'log' })}
        data={['linear', 'log']}
      />
    </div>
  )
}
