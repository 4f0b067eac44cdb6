import type { DryRun } from '#shared/routes/triggers.ts'
import { sentenceOf } from '../../api-error.ts'
import { count } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { language, t } from '../../i18n.ts'
import { LoopTimeline } from './loop-timeline.tsx'
import { Rule } from './rule.tsx'
import styles from './trigger-outlook.module.css'
import { whenAhead } from './when-ahead.ts'

const BRIEFLY = { dateStyle: 'medium', timeStyle: 'short' } as const

/** What the settings in the form would do: now, next, and in the last 30 days. */
export function TriggerOutlook({ dryRun, problem }: { dryRun: DryRun | undefined; problem: Error | null }) {
  if (problem)
    return (
      <Rule title={t('Dry run')}>
        <span className={styles.problem} role="alert">
          {sentenceOf(problem)}
        </span>
      </Rule>
    )
  if (!dryRun) return null
  const { sentence, next, holds, labelsPerDay, past } = dryRun
  const ends = holds.flatMap(({ until }) => until ?? [])
  return (
    <Rule title={t('Dry run')}>
      <div className={styles.now} data-testid="dry-run">
        <b>{translated(sentence)}</b>
        {next && next.at > past.to && ` · ${whenAhead(next.at)}`}
        {ends.length > 0 &&
          ` · ${t('held until {{when}}', { when: new Date(Math.max(...ends)).toLocaleString(language(), BRIEFLY) })}`}
        <span className={styles.pace}>
          {t('At the present pace, {{labels}} labels are approved a day.', { labels: count(labelsPerDay) })}
        </span>
      </div>
      <LoopTimeline past={past} />
    </Rule>
  )
}
