import { Button, NumberInput, Select, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { BackupPlan, BackupPlanState } from '#shared/domain/backup.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { language, t } from '../../i18n.ts'
import { backupPlanKey, backupsKey, jobKey, queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import styles from './backup-panel.module.css'

const MOST_KEPT = 1000
const SCHEDULES = [
  { value: '', label: t('Only when I ask') },
  { value: '0 */6 * * *', label: t('Every six hours') },
  { value: '0 3 * * *', label: t('Every night at three') },
  { value: '0 3 * * 1', label: t('Mondays at three') },
]

/** The button that keeps everything now. */
export function MakeBackup({ state }: { state: BackupPlanState }) {
  const cache = useQueryClient()
  const job = useLastJob(state)
  const make = useAct(async () => {
    const { jobId } = await call(routes.backups.make, {})
    await cache.invalidateQueries({ queryKey: jobKey(jobId) })
    await cache.invalidateQueries({ queryKey: backupPlanKey })
  })
  return (
    <Button
      size="xs"
      variant="light"
      onClick={() => make.mutate()}
      loading={make.isPending || (job !== undefined && !isFinished(job))}
      data-testid="make-backup"
    >
      {t('Back up now')}
    </Button>
  )
}

/** When backups are made by themselves, how many stay, whether each is checked; changed where it stands. And how the last went. */
export function BackupPlanLine({ state }: { state: BackupPlanState }) {
  const { plan, place } = state
  const cache = useQueryClient()
  const job = useLastJob(state)
  const save = useAct(async (change: Partial<BackupPlan>) => {
    const saved = await call(routes.backups.setPlan, { body: { ...plan, ...change } })
    cache.setQueryData(backupPlanKey, saved)
  })
  const own = plan.schedule !== null && SCHEDULES.every(({ value }) => value !== plan.schedule)
  const schedules = own ? [...SCHEDULES, { value: plan.schedule ?? '', label: plan.schedule ?? '' }] : SCHEDULES
  return (
    <div className={styles.plan} data-testid="backup-plan">
      <Select
        size="xs"
        label={t('When')}
        data={schedules}
        value={plan.schedule ?? ''}
        onChange={(value) => save.mutate({ schedule: value || null })}
        allowDeselect={false}
        data-testid="backup-schedule"
      />
      <NumberInput
        size="xs"
        w={110}
        label={t('Keep the newest')}
        min={1}
        max={MOST_KEPT}
        value={plan.keep}
        onBlur={(event) => {
          const keep = Number(event.currentTarget.value)
          if (Number.isInteger(keep) && keep >= 1 && keep !== plan.keep) save.mutate({ keep })
        }}
        data-testid="backup-keep"
      />
      <Switch
        size="xs"
        pb={6}
        label={t('Check each by restoring it')}
        checked={plan.check}
        onChange={(event) => save.mutate({ check: event.currentTarget.checked })}
        data-testid="backup-check"
      />
      <span className={job?.state === 'failed' ? styles.failed : styles.words} data-testid="backup-state">
        {wordsOf(state, job)} <span title={place ?? undefined}>{t('To {{place}}', { place })}</span>
      </span>
    </div>
  )
}

function useLastJob({ last }: BackupPlanState): Job | undefined {
  const cache = useQueryClient()
  const { data: job } = useQuery({ ...queries.job(last?.jobId ?? ('' as Job['id'])), enabled: last !== null })
  const isDone = job !== undefined && isFinished(job)
  useEffect(() => {
    if (isDone) void cache.invalidateQueries({ queryKey: backupsKey })
  }, [isDone, cache])
  return job
}

function wordsOf({ nextAt }: BackupPlanState, job: Job | undefined): string {
  if (job && !isFinished(job)) return job.progress ? translated(job.progress.message) : t('waiting for a worker')
  const next = nextAt === null ? '' : t('The next one {{when}}.', { when: timeOf(nextAt) })
  if (job?.state !== 'failed') return next
  const why = translated(job.reason ?? '')
  return [t('The last one failed: {{why}}.', { why: why.replace(/\.$/, '') }), next].filter(Boolean).join(' ')
}

const timeOf = (at: number): string =>
  new Date(at).toLocaleString(language(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
