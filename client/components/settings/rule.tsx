import { NumberInput, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './rule.module.css'

const HUNDREDTHS = 100
/** Digits that are those of the figure, and not of the way computers write tenths. */
const SURE_DIGITS = 12

interface Props {
  readonly title: string
  /** Absent where the rule cannot be switched off. */
  readonly enabled?: boolean
  readonly onEnabled?: (enabled: boolean) => void
  /** The rule as a sentence with its numbers inside. */
  readonly children: ReactNode
}

/** One rule of the loop, as a sentence that can be read aloud. */
export function Rule({ title, enabled = true, onEnabled, children }: Props) {
  return (
    <div className={styles.rule} data-enabled={enabled}>
      <div className={styles.title}>
        {title}
        {onEnabled && (
          <Switch size="sm" checked={enabled} onChange={(event) => onEnabled(event.currentTarget.checked)} aria-label={title} />
        )}
      </div>
      <div className={styles.sentence}>{children}</div>
    </div>
  )
}

interface FigureProps {
  readonly label: string
  readonly value: number | null
  readonly onChange: (value: number) => void
  readonly min: number
  readonly max?: number
  readonly suffix?: string
  readonly placeholder?: string
  /** Told when the field is emptied, where that means "no limit". */
  readonly onEmpty?: () => void
}

/** A number inside a rule's sentence. */
export function RuleFigure({ label, value, onChange, min, max = 1e6, suffix = '', placeholder, onEmpty }: FigureProps) {
  return (
    <NumberInput
      className={styles.figure}
      size="xs"
      aria-label={label}
      value={value ?? ''}
      min={min}
      max={max}
      suffix={suffix}
      placeholder={placeholder ?? ''}
      hideControls
      onChange={(next) => {
        if (typeof next === 'number') onChange(next)
        else if (next === '') onEmpty?.()
      }}
    />
  )
}

interface ShareProps extends Pick<FigureProps, 'label' | 'value' | 'onChange' | 'placeholder' | 'onEmpty'> {
  readonly min?: number
  readonly max?: number
  /** Points are written without a sign: the sentence says what they are. */
  readonly suffix?: ' %' | ''
}

/** A share, 0 to 1, inside a rule's sentence, written in hundredths. */
export function RuleShare({ value, onChange, min = 0, max = 1, suffix = ' %', ...rest }: ShareProps) {
  return (
    <RuleFigure
      {...rest}
      value={value === null ? null : Number((value * HUNDREDTHS).toPrecision(SURE_DIGITS))}
      min={min * HUNDREDTHS}
      max={max * HUNDREDTHS}
      suffix={suffix}
      onChange={(hundredths) => onChange(hundredths / HUNDREDTHS)}
    />
  )
}
