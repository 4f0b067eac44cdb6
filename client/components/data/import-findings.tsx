import { IconCircleCheck, IconCopy, IconTags } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ImportReport } from '#shared/routes/data.ts'
import { counted } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { heldSentences } from './held-sentences.ts'
import styles from './import-findings.module.css'
import type { LossPictures } from './loss-examples.tsx'
import { LossList } from './loss-list.tsx'

const LABELS_NAMED = 12
const ICON = { size: 16, stroke: 1.6 } as const

/** What an import found that somebody should know: labels, what was here already and what became of it, and what could not be kept, by kind. */
export function ImportFindings({ report, pictures }: { report: ImportReport; pictures: LossPictures }) {
  const { rejected, losses, duplicates, labels, held } = report
  const clean = rejected.length === 0 && losses.length === 0
  return (
    <>
      <ul className={styles.findings}>
        {clean && (
          <Finding icon={<IconCircleCheck {...ICON} />} tone="good">
            {t('Everything was taken as it is.')}
          </Finding>
        )}
        {labels.length > 0 && (
          <Finding icon={<IconTags {...ICON} />}>
            {counted(labels.length, 'label')}: {labels.slice(0, LABELS_NAMED).join(', ')}
            {labels.length > LABELS_NAMED && ' …'}
          </Finding>
        )}
        {duplicates > 0 && (
          <Finding icon={<IconCopy {...ICON} />}>
            {t('{{files}} with the very bytes of an image that is here already: taken once.', {
              files: counted(duplicates, 'file'),
            })}
            {heldSentences(held).map((sentence) => (
              <small key={sentence}>{sentence}</small>
            ))}
          </Finding>
        )}
      </ul>
      <LossList losses={losses} rejected={rejected} pictures={pictures} />
    </>
  )
}

function Finding({ icon, tone = 'quiet', children }: { icon: ReactNode; tone?: 'quiet' | 'good'; children: ReactNode }) {
  return (
    <li className={styles.finding} data-tone={tone}>
      {icon}
      <span>{children}</span>
    </li>
  )
}
