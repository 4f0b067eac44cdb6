import { useQuery } from '@tanstack/react-query'
import type { JobId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import type { QualityState } from '#shared/domain/quality.ts'
import { ago, count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { progressSentence } from '../../job-card.tsx'
import styles from './rule-list.module.css'

/** How many images were looked at by the rules as they are, and how far a look is that goes on. */
export function Standing({ state: { examined, images, examinedAt, jobId } }: { state: QualityState }) {
  const { data: job } = useQuery({ ...queries.job(jobId ?? ('' as JobId)), enabled: jobId !== null })
  return (
    <div className={styles.standing}>
      <p>
        {t('{{examined}} of {{images}} images looked at by these rules', {
          examined: count(examined),
          images: count(images),
        })}
        {examinedAt !== null && `, ${ago(examinedAt)}`}
      </p>
      {jobId !== null && job && !isFinished(job) && <p data-testid="examining">{progressSentence(job)}</p>}
    </div>
  )
}
