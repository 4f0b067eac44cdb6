import { IconAlertTriangle } from '@tabler/icons-react'
import type { Alert } from '#shared/domain/alert.ts'
import { ago } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './alerts.module.css'

/** What crossed its line and is there still: one sentence each. */
export function RaisedAlerts({ alerts }: { alerts: readonly Alert[] }) {
  const raised = alerts.filter(({ state }) => state === 'raised')
  if (raised.length === 0) return null
  return (
    <ul className={styles.raised} data-testid="raised-alerts">
      {raised.map(({ id, sentence, raisedAt }) => (
        <li key={id}>
          <IconAlertTriangle size={16} stroke={1.7} />
          <span>{translated(sentence)}</span>
          <time dateTime={new Date(raisedAt).toISOString()}>{ago(raisedAt)}</time>
        </li>
      ))}
    </ul>
  )
}

/** What is over, newest first. */
export function SettledAlerts({ alerts }: { alerts: readonly Alert[] }) {
  const settled = alerts.filter(({ state }) => state === 'settled')
  if (settled.length === 0) return <p className={styles.none}>{t('Alerts that are over appear here.')}</p>
  return (
    <ol className={styles.settled}>
      {settled.map(({ id, sentence, raisedAt, settledAt }) => (
        <li key={id}>
          <span>{translated(sentence)}</span>
          <time>
            {t('{{raised}}, settled {{settled}}', { raised: ago(raisedAt), settled: settledAt === null ? '–' : ago(settledAt) })}
          </time>
        </li>
      ))}
    </ol>
  )
}
