import { Button, Skeleton } from '@mantine/core'
import { IconArrowBackUp, IconDownload, IconGitBranch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Snapshot } from '#shared/domain/training.ts'
import { BranchDialog } from '../components/data/versions/branch-dialog.tsx'
import { RestoreDialog } from '../components/data/versions/restore-dialog.tsx'
import { VersionCard } from '../components/data/versions/version-card.tsx'
import { VersionCompare } from '../components/data/versions/version-compare.tsx'
import { VersionFolds } from '../components/data/versions/version-folds.tsx'
import { VersionLeaks } from '../components/data/versions/version-leaks.tsx'
import { VersionMarks } from '../components/data/versions/version-marks.tsx'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useMay } from '../components/use-may.ts'
import { ago, counted } from '../figures.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'

const ICON = { size: 14, stroke: 1.7 } as const

/** One version of the labels: its data card, what changed from another one, and the ways back and on from it. */
export function VersionPage() {
  const { projectId, snapshotId } = useParams({ from: '/shell/projects/$projectId/data/versions/$snapshotId' })
  const { before } = useSearch({ from: '/shell/projects/$projectId/data/versions/$snapshotId' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(queries.version(projectId, snapshotId))
  const { data: project } = useQuery(queries.project(projectId))
  const mayMark = useMay('data:export', projectId)
  if (error && !data) return <QueryError what={t('The version')} error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <Page title={t('Version')}>
        <Skeleton height={420} radius={12} />
      </Page>
    )
  const { snapshot, card, markdown } = data
  const { number, marks, annotations, assets, createdAt } = snapshot
  const frozen = t('{{labels}} on {{images}}, frozen {{when}}.', {
    labels: counted(annotations, 'label'),
    images: counted(assets.train + assets.validation + assets.test, 'image'),
    when: ago(createdAt),
  })
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/data" projectId={projectId} list={t('Data')}>
          {marks?.name ?? t('Version {{number}}', { number })}
        </PageTrail>
      }
      lead={marks?.name ? `${t('Version {{number}}', { number })}: ${frozen}` : frozen}
      actions={<Acts snapshot={snapshot} markdown={markdown} />}
    >
      <Panel title={t('Data card')}>
        <VersionCard snapshot={snapshot} card={card} />
      </Panel>
      <Panel title={t('Compared')}>
        <VersionCompare
          snapshot={snapshot}
          before={before ?? null}
          onBefore={(id) =>
            void navigate({
              to: '/projects/$projectId/data/versions/$snapshotId',
              params: { projectId, snapshotId },
              search: { before: id },
              replace: true,
            })
          }
        />
      </Panel>
      <Panel title={t('Between the splits')}>
        <VersionLeaks snapshot={snapshot} />
      </Panel>
      {project && (
        <Panel title={t('Folds')}>
          <VersionFolds project={project} snapshot={snapshot} mayExport={mayMark} />
        </Panel>
      )}
      {mayMark && (
        <Panel title={t('Name and note')}>
          <VersionMarks key={snapshot.id} snapshot={snapshot} />
        </Panel>
      )}
    </Page>
  )
}

function Acts({ snapshot, markdown }: { snapshot: Snapshot; markdown: string }) {
  const { projectId, number } = snapshot
  const [wish, setWish] = useState<'restore' | 'branch' | null>(null)
  const { data: project } = useQuery(queries.project(projectId))
  const mayRestore = useMay('data:import', projectId)
  const mayBranch = useMay('project:create', null)
  const close = () => setWish(null)
  return (
    <>
      <Button
        component="a"
        variant="default"
        leftSection={<IconDownload {...ICON} />}
        href={`data:text/markdown;charset=utf-8,${encodeURIComponent(markdown)}`}
        download={`version-${number}.md`}
        data-testid="card-markdown"
      >
        {t('Card')}
      </Button>
      {mayBranch && (
        <Button
          variant="default"
          leftSection={<IconGitBranch {...ICON} />}
          onClick={() => setWish('branch')}
          data-testid="branch"
        >
          {t('New project from it')}
        </Button>
      )}
      {mayRestore && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp {...ICON} />}
          onClick={() => setWish('restore')}
          data-testid="restore"
        >
          {t('Bring it back')}
        </Button>
      )}
      {wish === 'restore' && <RestoreDialog snapshot={snapshot} onClose={close} />}
      {wish === 'branch' && project && <BranchDialog project={project} snapshot={snapshot} onClose={close} />}
    </>
  )
}
