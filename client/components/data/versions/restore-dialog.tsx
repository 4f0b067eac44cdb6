import { Button, Group, Skeleton, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobId } from '#shared/domain/ids.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { RestoreReport } from '#shared/domain/version.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { count, counted } from '../../../figures.ts'
import { translated } from '../../../heard.ts'
import { t } from '../../../i18n.ts'
import { projectKey, queries } from '../../../queries.ts'
import { JobCard } from '../../job-card.tsx'
import { OpenDialog } from '../../open-dialog.tsx'
import { QueryError } from '../../query-error.tsx'
import { useAct } from '../../use-act.ts'
import styles from './versions.module.css'

/** Brings the labels back to a version: first what that would change, then the act, then what it did. */
export function RestoreDialog({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { id: snapshotId, projectId, number } = snapshot
  const cache = useQueryClient()
  const start = async (dryRun: boolean): Promise<JobId> =>
    (await call(routes.versions.restore, { params: { projectId, snapshotId }, body: { dryRun } })).jobId
  const {
    data: preview,
    error,
    refetch,
  } = useQuery({
    queryKey: ['restore-preview', snapshotId],
    queryFn: () => start(true),
    // One look per opening: every look is a job.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const [jobId, setJobId] = useState<JobId | null>(null)
  const restore = useAct(async () => {
    setJobId(await start(false))
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  })
  return (
    <OpenDialog onClose={onClose} title={t('Back to version {{number}}', { number })} size="lg">
      <Stack gap="md">
        <p className={styles.quiet}>
          {t(
            'The approved labels become what they were. Everything happens by changes that everybody sees and that the history keeps; the labels as they are now stay as a version of their own, which is the way back.',
          )}
        </p>
        {jobId === null && preview && <Outcome jobId={preview} />}
        {jobId === null && !preview && !error && <Skeleton height={60} />}
        {jobId === null && !preview && error && (
          <QueryError what={t('What would change')} error={error} retry={() => void refetch()} />
        )}
        {jobId !== null && <Outcome jobId={jobId} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {jobId === null ? t('Leave it') : t('Close')}
          </Button>
          {jobId === null && <RestoreButton preview={preview} act={restore} />}
        </Group>
      </Stack>
    </OpenDialog>
  )
}

function RestoreButton({ preview, act }: { preview: JobId | undefined; act: { mutate: () => void; isPending: boolean } }) {
  const report = useReport(preview)
  const changes = report ? report.assets + report.unapproved : 0
  return (
    <Button disabled={changes === 0} loading={act.isPending} onClick={() => act.mutate()} data-testid="restore-now">
      {t('Bring it back')}
    </Button>
  )
}

function useReport(jobId: JobId | undefined): RestoreReport | null {
  const { data: job } = useQuery({ ...queries.job(jobId ?? ('' as JobId)), enabled: jobId !== undefined })
  const report = RestoreReport.safeParse(job?.result)
  return report.success ? report.data : null
}

function Outcome({ jobId }: { jobId: JobId }) {
  const { data: job } = useQuery(queries.job(jobId))
  const report = useReport(jobId)
  if (!report) return job ? <JobCard job={job} /> : null
  if (report.assets + report.unapproved === 0) return <p className={styles.quiet}>{t('The labels are exactly so already.')}</p>
  const figures = {
    images: counted(report.assets, 'image'),
    changed: counted(report.changed, 'label'),
    returned: counted(report.returned, 'label'),
    removed: counted(report.removed, 'label'),
  }
  return (
    <div data-testid="restore-report">
      <p>
        <b>
          {report.dryRun
            ? t('Would change {{images}}: {{changed}} put back, {{returned}} return, {{removed}} taken out.', figures)
            : t('Changed {{images}}: {{changed}} put back, {{returned}} returned, {{removed}} taken out.', figures)}
        </b>
      </p>
      {report.unapproved > 0 && (
        <p className={styles.quiet}>
          {t('{{images}} that the version does not have wait for a review again, with their labels.', {
            images: counted(report.unapproved, 'image'),
          })}
        </p>
      )}
      {report.examples.length > 0 && (
        <p className={styles.quiet}>{t('Among them: {{names}}', { names: report.examples.join(', ') })}</p>
      )}
      {report.losses.map(({ what, count: times, example }) => (
        <p key={what} className={styles.quiet}>
          <b>{count(times)}</b> {translated(what)} <small>{example}</small>
        </p>
      ))}
    </div>
  )
}
