import type { DryRun, TriggerState } from '#shared/routes/triggers.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import { PastStrip } from './past-strip.tsx'
import styles from './rule-standing.module.css'
import { whenAhead } from './when-ahead.ts'

interface Props {
  readonly id: TriggerState['id']
  readonly dryRun: DryRun | undefined
}

/** Where one trigger stands, when it would be due, and which trainings of the last 30 days it would have started. */
export function RuleStanding({ id, dryRun }: Props) {
  const state = dryRun?.triggers.find((trigger) => trigger.id === id)
  if (!dryRun || !state?.enabled) return null
  const { due, sentence, nextAt, past } = state
  return (
    <div className={styles.standing} data-due={due} data-testid={`standing-${id}`}>
      <span>
        {due ? t('Due now:') : t('Now:')} <b>{translated(sentence)}</b>
        {!due && nextAt !== null && ` · ${t('due {{when}} at the present pace', { when: whenAhead(nextAt) })}`}
      </span>
      <span className={styles.past}>
        {past.length === 0
          ? t('No training of the last 30 days would have come from it.')
          : plural(
              past.length,
              'It would have started {{count}} training in the last 30 days.',
              'It would have started {{count}} trainings in the last 30 days.',
            )}
        <PastStrip from={dryRun.past.from} to={dryRun.past.to} times={past} />
      </span>
    </div>
  )
}
