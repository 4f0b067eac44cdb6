import { ActionIcon, Loader, Progress, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { duration, percent } from '../figures.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import styles from './job-card.module.css'
import { useAct } from './use-act.ts'

const TITLES = {
  import: t('Importing'),
  'undo-import': t('Taking an import back'),
  sample: t('Preparing the sample'),
  take: t('Taking what is new'),
  train: t('Training'),
  tune: t('Preparing a study'),
  evaluate: t('Evaluating'),
  prelabel: t('Pre-labelling'),
  weigh: t('Asking several models together'),
  starter: t('Writing the ready detector down'),
  embed: t('Looking at the images'),
  map: t('Drawing the map'),
  rank: t('Ordering the queue'),
  monitor: t('Looking for changes'),
  'examine-quality': t('Holding images against the rules'),
  supervise: t('Asking the labeling functions'),
  snapshot: t('Freezing the labels'),
  export: t('Writing the archive'),
  'restore-version': t('Bringing a version back'),
  branch: t('Filling a new project from a version'),
  'change-labels': t('Changing labels'),
  'delete-project': t('Deleting'),
  backup: t('Keeping everything'),
} as const satisfies Record<Job['name'], string>

const ENDS = { succeeded: t('done'), skipped: t('skipped'), failed: t('failed'), cancelled: t('cancelled') } as const

interface Props {
  readonly job: Job
  readonly onDismiss?: () => void
  /** What stops it, where that is more than a button. */
  readonly stop?: ReactNode
}

/** A job: what it does, how far, how long, and a way to stop; afterwards how it ended. */
export function JobCard({ job, onDismiss, stop: ownStop }: Props) {
  const cancel = useAct(() => call(routes.loop.cancelJob, { params: { jobId: job.id } }))
  const finished = isFinished(job)
  const stop = finished ? onDismiss : () => cancel.mutate()
  const label = finished ? t('Take off the list') : t('Stop')
  return (
    <div className={styles.card} data-state={job.state} data-testid="job-card">
      {!finished && <Loader size={16} />}
      <span className={styles.words}>
        <b>
          {TITLES[job.name]}
          {endOf(job)}
        </b>
        <span>
          {job.reason ? translated(job.reason) : job.cancelRequested && !finished ? t('stopping') : progressSentence(job)}
        </span>
      </span>
      {!finished && job.progress?.fraction != null && (
        <Progress className={styles.bar} value={job.progress.fraction * 100} size={5} aria-label={TITLES[job.name]} />
      )}
      {!finished && ownStop}
      {stop && (finished || !ownStop) && (
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={stop} disabled={!finished && job.cancelRequested}>
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

function endOf({ state }: Job): string {
  return state === 'queued' || state === 'running' ? '' : `: ${ENDS[state]}`
}

/** How far a job is: what it does now, how much is done, how long it will take. */
export function progressSentence({ state, progress }: Job): string {
  if (state === 'queued') return t('waiting for a worker')
  if (!progress) return ''
  const { message, fraction, secondsLeft } = progress
  return [
    translated(message),
    ...(fraction === null ? [] : [percent(fraction)]),
    ...(secondsLeft === null ? [] : [t('{{time}} left', { time: duration(secondsLeft) })]),
  ].join(', ')
}
