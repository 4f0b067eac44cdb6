import { Button, Skeleton } from '@mantine/core'
import { type Icon, IconGavel, IconShieldCheck, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { BackupPanel } from '../components/data/backup-panel.tsx'
import { ConnectionsPanel } from '../components/data/connections-panel.tsx'
import { ExportPanel } from '../components/data/export-panel.tsx'
import { ImportPanel } from '../components/data/import-panel.tsx'
import { SnapshotPanel } from '../components/data/snapshot-panel.tsx'
import { Page } from '../components/page.tsx'
import { useMay } from '../components/use-may.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './data-page.module.css'
import { useProjectId } from './use-project-id.ts'

/** What goes in, what was frozen, what goes out; for admins, what was kept of everything. */
export function DataPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  const mayImport = useMay('data:import', projectId)
  const mayExport = useMay('data:export', projectId)
  const isAdmin = useMay('installation:manage', null)
  if (!project)
    return (
      <Page title={t('Data')}>
        <Skeleton height={320} radius={12} />
      </Page>
    )
  return (
    <Page
      title={t('Data')}
      actions={<DataLinks projectId={projectId} />}
      lead={t('Images and labels in, frozen versions, labels out. Nothing is dropped without being counted and named.')}
    >
      {mayImport && <ImportPanel project={project} />}
      {mayImport && <ConnectionsPanel projectId={projectId} />}
      <div className={styles.columns}>
        <SnapshotPanel project={project} mayTake={mayExport} />
        {mayExport && <ExportPanel project={project} />}
      </div>
      {isAdmin && <BackupPanel />}
    </Page>
  )
}

/** The pages below this one. */
function DataLinks({ projectId }: { projectId: ProjectId }) {
  const data = `/projects/${projectId}/data`
  return (
    <>
      <DataLink to={`${data}/quality`} name="quality" icon={IconShieldCheck}>
        {t('Quality')}
      </DataLink>
      <DataLink to={`${data}/functions`} name="functions" icon={IconGavel}>
        {t('Labeling functions')}
      </DataLink>
      <DataLink to={`${data}/agreement`} name="agreement" icon={IconUsersGroup}>
        {t('Agreement')}
      </DataLink>
    </>
  )
}

function DataLink({ to, name, icon: Sign, children }: { to: string; name: string; icon: Icon; children: ReactNode }) {
  return (
    <Button component={Link} to={to} variant="default" leftSection={<Sign size={14} />} data-testid={`to-${name}`}>
      {children}
    </Button>
  )
}
