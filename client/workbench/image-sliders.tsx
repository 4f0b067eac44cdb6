import { Button, SegmentedControl, Slider, Tooltip, UnstyledButton } from '@mantine/core'
import { useId } from 'react'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments, isUnadjusted, type ValueWindow } from '../canvas/image/adjustments.ts'
import { decimal } from '../figures.ts'
import { t } from '../i18n.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { adjust } from './image-adjustments.ts'
import styles from './view-menu.module.css'
import { ViewSwitch } from './view-switch.tsx'

const PERCENT = 100
/** Gamma is set on a logarithmic scale: as far to the dark as to the bright. */
const WIDEST_GAMMA = Math.log(4)
const MOST_CONTRAST = 3
/** How many places a slider of values has. */
const WINDOW_STEPS = 500
const CHANNELS = [
  { value: 'all', label: t('All') },
  { value: 'red', label: t('R') },
  { value: 'green', label: t('G') },
  { value: 'blue', label: t('B') },
]

/** Brightness, contrast, gamma, channel, inverse; level and window of 16-bit images. Kept for the project's next images. */
export function ImageSliders() {
  const { desk } = useOpenDesk()
  const adjustments = useDeskState((ui) => ui.adjustments)
  const { brightness, contrast, gamma, channel, isInverted, window } = adjustments
  const change = (patch: Partial<ImageAdjustments>) => adjust(desk, patch)
  const reset = useAct('plainImage')
  const invert = useAct('invert')
  return (
    <>
      <Adjustment
        label={t('Brightness')}
        testId="image-brightness"
        {...{ min: -1, max: 1, step: 0.02, usual: DEFAULT_ADJUSTMENTS.brightness, value: brightness }}
        text={(value) => `${value > 0 ? '+' : ''}${Math.round(value * PERCENT)}`}
        onChange={(value) => change({ brightness: value })}
      />
      <Adjustment
        label={t('Contrast')}
        testId="image-contrast"
        {...{ min: 0, max: MOST_CONTRAST, step: 0.05, usual: DEFAULT_ADJUSTMENTS.contrast, value: contrast }}
        text={(value) => `${Math.round(value * PERCENT)} %`}
        onChange={(value) => change({ contrast: value })}
      />
      <Adjustment
        label={t('Gamma')}
        testId="image-gamma"
        {...{ min: -WIDEST_GAMMA, max: WIDEST_GAMMA, step: WIDEST_GAMMA / 40, usual: 0, value: Math.log(gamma) }}
        text={(value) => decimal(Math.exp(value), 2)}
        onChange={(value) => change({ gamma: Math.exp(value) })}
      />
      {desk.asset.values && (
        <WindowSliders values={desk.asset.values} window={window} onChange={(next) => change({ window: next })} />
      )}
      <div className={styles.line}>
        <span>{t('Channel')}</span>
        <SegmentedControl
          size="xs"
          data={CHANNELS}
          value={channel}
          onChange={(value) => change({ channel: value as ImageAdjustments['channel'] })}
          aria-label={t('Channel')}
          data-testid="image-channel"
        />
      </div>
      <ViewSwitch label={t('Inverse')} act="invert" isOn={isInverted} onToggle={invert} testId="image-inverse" />
      <Button
        className={styles.reset}
        size="compact-xs"
        variant="default"
        disabled={isUnadjusted(adjustments) && window === null}
        onClick={reset}
        data-testid="image-reset"
      >
        {t('As it is')}
      </Button>
    </>
  )
}

interface WindowProps {
  /** The darkest and the brightest value of the image. */
  readonly values: readonly [number, number]
  readonly window: ValueWindow | null
  readonly onChange: (window: ValueWindow) => void
}

function WindowSliders({ values: [darkest, brightest], window, onChange }: WindowProps) {
  const whole = { level: (darkest + brightest) / 2, width: Math.max(brightest - darkest, 1) }
  const { level, width } = window ?? whole
  const step = Math.max(Math.round(whole.width / WINDOW_STEPS), 1)
  const text = (value: number) => String(Math.round(value))
  return (
    <>
      <Adjustment
        label={t('Level')}
        testId="image-level"
        {...{ min: darkest, max: brightest, step, usual: whole.level, value: level, text }}
        onChange={(next) => onChange({ level: next, width })}
      />
      <Adjustment
        label={t('Window')}
        testId="image-window"
        {...{ min: step, max: whole.width, step, usual: whole.width, value: width, text }}
        onChange={(next) => onChange({ level, width: next })}
      />
    </>
  )
}

interface AdjustmentProps {
  readonly label: string
  readonly testId: string
  readonly min: number
  readonly max: number
  readonly step: number
  /** Where a click on the figure puts it back to. */
  readonly usual: number
  readonly value: number
  readonly text: (value: number) => string
  readonly onChange: (value: number) => void
}

function Adjustment({ label, testId, usual, value, text, onChange, ...scale }: AdjustmentProps) {
  const id = useId()
  return (
    <div className={styles.line}>
      <span id={id}>{label}</span>
      <Slider
        className={styles.slider}
        size="sm"
        {...scale}
        value={value}
        label={null}
        onChange={onChange}
        thumbProps={{ 'aria-labelledby': id, 'aria-valuetext': text(value) }}
        data-testid={testId}
      />
      <Tooltip label={t('As it is')} position="right">
        <UnstyledButton
          className={styles.value}
          aria-label={t('{{label}} {{value}}: as it is', { label, value: text(value) })}
          onClick={() => onChange(usual)}
          disabled={value === usual}
        >
          {text(value)}
        </UnstyledButton>
      </Tooltip>
    </div>
  )
}
