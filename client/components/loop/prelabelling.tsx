import type { Job } from '#shared/domain/job.ts'
import { duration, percent } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import styles from './prelabelling.module.css'

interface Props {
  readonly champion: number | null
  /** How many models have a say beside the champion. */
  readonly others: number
  readonly job: Job | undefined
}

/** The words on the way back: who pre-labels what, and how far it is. */
export function Prelabelling({ champion, others, job }: Props) {
  return (
    <div className={styles.words} data-active={job !== undefined} data-testid="prelabelling">
      {sentence(champion, others, job)}
    </div>
  )
}

function sentence(champion: number | null, others: number, job: Job | undefined): string {
  if (job) return [t('Pre-labelling'), ...far(job)].join(', ')
  if (champion === null) return t('The first champion will pre-label what nobody has decided on')
  if (others > 0)
    return plural(
      others,
      'v{{champion}} and {{count}} other model pre-label what nobody has decided on',
      'v{{champion}} and {{count}} other models pre-label what nobody has decided on',
      { champion },
    )
  return t('v{{champion}} pre-labels what nobody has decided on', { champion })
}

function far({ progress }: Job): string[] {
  if (!progress) return [t('waiting for a worker')]
  return [
    ...(progress.fraction === null ? [] : [percent(progress.fraction)]),
    ...(progress.secondsLeft === null ? [] : [t('{{time}} left', { time: duration(progress.secondsLeft) })]),
  ]
}
