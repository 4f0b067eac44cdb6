import { Button, Skeleton } from '@mantine/core'
import { IconArrowBackUp, IconTrophy } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { FigureTable } from '../components/figure-table.tsx'
import { ApprovalCards } from '../components/models/approval-card.tsx'
import { DeploymentCard } from '../components/models/deployment-card.tsx'
import { EnsembleLine } from '../components/models/ensemble-line.tsx'
import { ModelRow } from '../components/models/model-row.tsx'
import { RollbackDialog } from '../components/models/rollback-dialog.tsx'
import { Page } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useMay } from '../components/use-may.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

/** Every trained model with its verdict; the champion is the one that pre-labels. */
export function ModelsPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  const { data: models, error, refetch } = useQuery(queries.models(projectId))
  if (error && !models) return <QueryError what={t('The models')} error={error} retry={() => void refetch()} />
  if (!project || !models)
    return (
      <Page title={t('Models')}>
        <Skeleton height={200} radius={12} />
        <Skeleton height={360} radius={12} />
      </Page>
    )
  return <Shown project={project} models={models} />
}

function Shown({ project, models }: { project: ProjectSummary; models: readonly Model[] }) {
  const navigate = useNavigate()
  const [rollingBack, setRollingBack] = useState(false)
  const mayPromote = useMay('loop:promote', project.id)
  const champion = models.find((model) => model.version === project.champion)
  const open = (version: number) =>
    void navigate({ to: '/projects/$projectId/models/$version', params: { projectId: project.id, version } })
  if (models.length === 0)
    return (
      <Page title={t('Models')}>
        <EmptyState
          icon={IconTrophy}
          title={t('No model yet')}
          sentence={t('The first training brings one; it becomes the champion and starts to pre-label.')}
        >
          <Button component={Link} to={`/projects/${project.id}`} variant="light">
            {t('See how far the loop is')}
          </Button>
        </EmptyState>
      </Page>
    )
  return (
    <Page
      title={t('Models')}
      lead={t(
        'Figures are of the test labels there were at the time; the arrow compares with the champion then, on the same images. Open one to see what is behind its figures.',
      )}
      actions={
        mayPromote &&
        champion && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={15} />}
            onClick={() => setRollingBack(true)}
            disabled={models.length < 2}
            data-testid="rollback"
          >
            {t('Roll back')}
          </Button>
        )
      }
    >
      <ApprovalCards projectId={project.id} />
      <DeploymentCard project={project} />
      <EnsembleLine project={project} />
      <FigureTable columns={columnsFor(project)}>
        {models.map((model) => (
          <ModelRow
            key={model.version}
            model={model}
            alias={aliasOf(project, model.version)}
            onOpen={() => open(model.version)}
          />
        ))}
      </FigureTable>
      <RollbackDialog project={project} opened={rollingBack} onClose={() => setRollingBack(false)} />
    </Page>
  )
}

const columnsFor = ({ task }: ProjectSummary) => [
  { title: t('Version') },
  { title: translated(tasks[task].metricTitle), number: true },
  { title: t('Gate') },
  { title: t('Labels'), number: true },
  { title: t('Latency'), number: true },
  { title: t('Architecture') },
  { title: t('Trained') },
]

function aliasOf({ champion, challenger }: ProjectSummary, version: number): 'champion' | 'challenger' | null {
  if (version === champion) return 'champion'
  return version === challenger ? 'challenger' : null
}
