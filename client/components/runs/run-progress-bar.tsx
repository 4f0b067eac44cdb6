import { Progress } from '@mantine/core'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { count, decimal, duration, metric } from '../../figures.ts'
import { language, t } from '../../i18n.ts'
import { runSeconds, runShare, timeLeft } from '../run-words.ts'
import { useNow } from '../use-now.ts'
import styles from './run-progress-bar.module.css'

const FOUR_DIGITS = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 } as const

/** How far a run is, how long it still takes, how fast it goes. */
export function RunProgressBar({ run }: { run: Run }) {
  const active = isActiveRun(run)
  const seconds = runSeconds(run, useNow(active))
  const { progress, metrics } = run
  const kept = active || progress !== null
  return (
    <section className={styles.bar}>
      <dl className={styles.figures}>
        <Figure
          title={active ? t('Now') : t('Took')}
          value={active ? timeLeft(run) : seconds === null ? '–' : duration(seconds)}
        />
        <Figure
          title={t('Epoch')}
          kept={kept}
          value={
            progress
              ? t('{{done}} of {{total}}', { done: count(Math.floor(progress.epoch)), total: count(progress.epochs) })
              : '–'
          }
        />
        <Figure
          title={t('Step')}
          kept={kept}
          value={progress ? t('{{done}} of {{total}}', { done: count(progress.step), total: count(progress.steps) }) : '–'}
        />
        <Figure
          title={t('Speed')}
          kept={kept}
          value={
            progress && progress.imagesPerSecond > 0
              ? t('{{speed}} images/s', { speed: decimal(progress.imagesPerSecond, 1) })
              : '–'
          }
        />
        <Figure title={t('Loss')} value={metrics.loss === null ? '–' : metrics.loss.toLocaleString(language(), FOUR_DIGITS)} />
        <Figure title={t('Validation')} value={metric(metrics.validation)} />
        <Figure title={t('Best')} value={metric(metrics.best)} />
      </dl>
      {active && <Progress value={runShare(run) * 100} size={6} aria-label={t('Training')} transitionDuration={140} />}
    </section>
  )
}

// While it runs every figure keeps its place; afterwards those that are over leave.
function Figure({ title, value, kept = true }: { title: string; value: string; kept?: boolean }) {
  if (!kept) return null
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  )
}
