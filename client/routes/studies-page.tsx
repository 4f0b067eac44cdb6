import { Button, Skeleton } from '@mantine/core'
import { IconAdjustmentsSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { EmptyState } from '../components/empty-state.tsx'
import { FigureTable } from '../components/figure-table.tsx'
import { Page } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { NewStudyDialog } from '../components/studies/new-study-dialog.tsx'
import { StudyRow } from '../components/studies/study-row.tsx'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const COLUMNS = [
  { title: t('Study') },
  { title: t('State') },
  { title: t('Search') },
  { title: t('Parameters') },
  { title: t('Runs') },
  { title: t('Best'), number: true },
  { title: t('Training'), number: true },
  { title: t('Model') },
  { title: t('Started') },
]

/** Every search over parameters, newest first. */
export function StudiesPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { data: studies, error, refetch } = useQuery(queries.studies(projectId))
  const { data: project } = useQuery(queries.project(projectId))
  const { data: tunables } = useQuery(queries.tunables(projectId))
  const [asking, setAsking] = useState(false)
  const mayTrain = useMay('loop:train', projectId)
  usePageKeys(mayTrain ? [{ keys: 'n', what: t('New study'), run: () => setAsking(true) }] : [])
  if (error && !studies) return <QueryError what={t('The studies')} error={error} retry={() => void refetch()} />
  const start = mayTrain && (
    <Button leftSection={<IconAdjustmentsSearch size={15} />} onClick={() => setAsking(true)} data-testid="new-study">
      {t('New study')}
    </Button>
  )
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/runs" projectId={projectId} list={t('Runs')}>
          {t('Studies')}
        </PageTrail>
      }
      lead={t('Searches for better training parameters: many runs on one snapshot, compared on the validation split.')}
      actions={start}
    >
      {!studies && <Skeleton height={200} radius={12} />}
      {studies?.length === 0 && (
        <EmptyState
          icon={IconAdjustmentsSearch}
          title={t('No study yet')}
          sentence={t(
            'A study tries other learning rates, batch sizes and augmentation, and keeps what is better on the validation split.',
          )}
        >
          {start}
        </EmptyState>
      )}
      {studies && studies.length > 0 && (
        <FigureTable columns={COLUMNS}>
          {studies.map((study) => (
            <StudyRow
              key={study.id}
              study={study}
              tunables={tunables}
              onOpen={() =>
                void navigate({ to: '/projects/$projectId/runs/studies/$studyId', params: { projectId, studyId: study.id } })
              }
            />
          ))}
        </FigureTable>
      )}
      {project && <NewStudyDialog project={project} opened={asking} onClose={() => setAsking(false)} />}
    </Page>
  )
}
