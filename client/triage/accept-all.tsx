import { Button, Progress, Slider } from '@mantine/core'
import { useState } from 'react'
import { SCORE_BINS } from '#shared/routes/review.ts'
import { count, decimal } from '../figures.ts'
import { t } from '../i18n.ts'
import styles from './accept-all.module.css'
import type { Batch } from './triage-state.ts'

const FIRST_THRESHOLD = 0.9
const STEP = 1 / SCORE_BINS
const PERCENT = 100

const BATCH_WORDS = {
  accepted: (far) => t('{{done}} of {{total}} accepted: stop', far),
  'taken back': (far) => t('{{done}} of {{total}} taken back: stop', far),
} as const satisfies Record<Batch['deed'], (far: { done: string; total: string }) => string>

interface Props {
  /** Undecided suggestions of the filter per bin of score. */
  readonly scores: readonly number[]
  readonly isDisabled: boolean
  readonly batch: Batch | null
  readonly onAccept: (least: number, total: number) => void
  readonly onStop: () => void
}

/** "Accept above 0.90 (41)", over the whole filter and not only what is loaded; tells how far it is, and stops on request. */
export function AcceptAll({ scores, isDisabled, batch, onAccept, onStop }: Props) {
  const [least, setLeast] = useState(FIRST_THRESHOLD)
  const above = scores.slice(Math.min(Math.round(least * SCORE_BINS), SCORE_BINS - 1)).reduce((sum, number) => sum + number, 0)
  if (batch)
    return (
      <div className={styles.place} role="status" data-testid="batch">
        <Progress size="sm" value={(batch.done / Math.max(batch.total, 1)) * PERCENT} aria-label={t('Done so far')} />
        <Button size="compact-xs" variant="default" fullWidth onClick={onStop}>
          {BATCH_WORDS[batch.deed]({ done: count(batch.done), total: count(batch.total) })}
        </Button>
      </div>
    )
  const isIdle = isDisabled || above === 0
  return (
    <div className={styles.place}>
      <Slider
        size="sm"
        min={0}
        max={1}
        step={STEP}
        value={least}
        onChange={setLeast}
        disabled={isDisabled}
        label={null}
        thumbLabel={t('Accept all suggestions from this score on')}
        data-testid="triage-threshold"
      />
      <Button
        size="compact-xs"
        variant="light"
        fullWidth
        disabled={isIdle}
        onClick={() => onAccept(least, above)}
        data-testid="accept-all"
      >
        {t('Accept above {{least}} ({{above}})', { least: decimal(least, 2), above: count(above) })}
      </Button>
    </div>
  )
}
