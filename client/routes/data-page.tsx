import { Button, Skeleton } from '@mantine/core'
import { IconGavel, IconShieldCheck, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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
  return (
    <>
      <Button
        component={Link}
        to={`/projects/${projectId}/data/quality`}
        variant="default"
        leftSection={<IconShieldCheck size={14} />}
        data-testid="to-quality"
      >
        {t('Quality')}
      </Button>
      <Button
        component={Link}
        to={`/projects/${projectId}/data/functions`}
        variant="default"
        leftSection={<IconGavel size={14} />}
        data-testid="to-functions"
      >
        {t('Labeling functions')}
      </Button>
      <Button
        component={Link}
        to={`/projects/${projectId}/data/agreement`}
        variant="default"
        leftSection={<IconUsersGroup size={14} />}
        data-testid="to-agreement"
      >
        {t('Agreement')}
      </Button>
    </>
  )
}
