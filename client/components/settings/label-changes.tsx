import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { JobCard } from '../job-card.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import styles from './label-settings.module.css'

/** What was renamed, merged, split, retired or deleted: how far it is, and the way back. */
export function LabelChanges({ projectId, mayChange }: { projectId: ProjectId; mayChange: boolean }) {
  const { data: changes = [] } = useQuery(queries.labelChanges(projectId))
  const { data: jobs = [] } = useQuery(queries.jobs(projectId))
  const cache = useQueryClient()
  const undo = useAct(async (jobId: JobId) => {
    await call(routes.labels.undo, { params: { projectId, jobId } })
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  })
  const busy = jobs.filter((job) => job.name === 'change-labels' && !isFinished(job))
  if (changes.length === 0) return null
  return (
    <Panel title={t('Changes of labels')}>
      {busy.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      <ul className={styles.changes}>
        {changes.map(({ job, sentence, isUndone }) => (
          <li key={job.id} data-undone={isUndone}>
            <span>{sentence}</span>
            {isUndone && <span className={styles.faint}>{t('taken back')}</span>}
            {mayChange && !isUndone && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                disabled={!isFinished(job) || undo.isPending}
                onClick={() => undo.mutate(job.id)}
              >
                {t('Take back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
