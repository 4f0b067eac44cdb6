import { ActionIcon, Menu } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { ImportId } from '#shared/domain/ids.ts'
import type { Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { JobCard } from '../job-card.tsx'
import { useAct } from '../use-act.ts'

/** An import that goes on, to be stopped with or without what it has brought. */
export function ImportJobCard({ job, onDismiss }: { job: Job; onDismiss?: () => void }) {
  const importId = ImportId.safeParse(job.payload.importId).data
  const isForReal = (job.payload.options as { dryRun?: unknown } | undefined)?.dryRun !== true
  const stop = useAct((keep: boolean) =>
    call(routes.data.stopImport, {
      params: { projectId: job.projectId ?? '', importId: importId ?? '' },
      body: { keep },
    }),
  )
  const dismiss = onDismiss ? { onDismiss } : {}
  if (importId === undefined || !isForReal || job.state === 'queued') return <JobCard job={job} {...dismiss} />
  return (
    <JobCard
      job={job}
      {...dismiss}
      stop={
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('Stop')}
              disabled={job.cancelRequested}
              data-testid="stop-import"
            >
              <IconX size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => stop.mutate(false)} data-testid="stop-and-undo">
              {t('Stop, and take away what it has brought')}
            </Menu.Item>
            <Menu.Item onClick={() => stop.mutate(true)}>{t('Stop, and keep what it has brought')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    />
  )
}
