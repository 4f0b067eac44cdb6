import { IconAlertTriangle, IconCircleCheck, IconCopy, IconFileX, IconTags } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { ImportReport } from '#shared/routes/data.ts'
import { count, counted } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './import-findings.module.css'

const SHOWN_AT_FIRST = 5
const ICON = { size: 16, stroke: 1.6 } as const

/** What an import found that somebody should know: refused files with reasons, losses with examples, duplicates, labels. */
export function ImportFindings({ report }: { report: ImportReport }) {
  const { rejected, losses, duplicates, labels } = report
  const clean = rejected.length === 0 && losses.length === 0
  return (
    <ul className={styles.findings}>
      {clean && (
        <Finding icon={<IconCircleCheck {...ICON} />} tone="good">
          {t('Everything was taken as it is.')}
        </Finding>
      )}
      {labels.length > 0 && (
        <Finding icon={<IconTags {...ICON} />}>
          {counted(labels.length, 'label')}: {labels.slice(0, 12).join(', ')}
          {labels.length > 12 && ' …'}
        </Finding>
      )}
      {duplicates > 0 && (
        <Finding icon={<IconCopy {...ICON} />}>
          {t('{{files}} with the very bytes of an image that is here already: taken once.', {
            files: counted(duplicates, 'file'),
          })}
        </Finding>
      )}
      {losses.map(({ what, count: number, example }) => (
        <Finding key={what} icon={<IconAlertTriangle {...ICON} />} tone="warn">
          <b>{count(number)}</b> {translated(what)} <small>{example}</small>
        </Finding>
      ))}
      {rejected.length > 0 && <Rejected rejected={rejected} />}
    </ul>
  )
}

function Rejected({ rejected }: Pick<ImportReport, 'rejected'>) {
  const [all, setAll] = useState(false)
  return (
    <Finding icon={<IconFileX {...ICON} />} tone="bad">
      {t('{{files}} could not be taken:', { files: counted(rejected.length, 'file') })}
      <ul className={styles.files}>
        {rejected.slice(0, all ? undefined : SHOWN_AT_FIRST).map(({ file, reason }) => (
          <li key={`${file}:${reason}`}>
            <code>{file}</code> {translated(reason)}
          </li>
        ))}
      </ul>
      {!all && rejected.length > SHOWN_AT_FIRST && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('Show all {{files}}', { files: count(rejected.length) })}
        </button>
      )}
    </Finding>
  )
}

function Finding({
  icon,
  tone = 'quiet',
  children,
}: {
  icon: ReactNode
  tone?: 'quiet' | 'good' | 'warn' | 'bad'
  children: ReactNode
}) {
  return (
    <li className={styles.finding} data-tone={tone}>
      {icon}
      <span>{children}</span>
    </li>
  )
}
