import { Button, Skeleton } from '@mantine/core'
import { IconAdjustmentsSearch, IconChartLine, IconColumns3, IconPlayerPlay, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { isOpenStudy } from '#shared/domain/study.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { FigureTable } from '../components/figure-table.tsx'
import { Page } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { RunRow } from '../components/runs/run-row.tsx'
import { TrainDialog } from '../components/runs/train-dialog.tsx'
import { studyStateWord } from '../components/studies/study-words.ts'
import { useMay } from '../components/use-may.ts'
import { useNow } from '../components/use-now.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const COLUMNS = [
  { title: t('Run') },
  { title: t('State') },
  { title: t('Validation') },
  { title: t('Best'), number: true },
  { title: t('Labels'), number: true },
  { title: t('Time'), number: true },
  { title: t('Model') },
  { title: t('Why') },
]

/** Every training attempt of the project, newest first. */
export function RunsPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { data: runs, error, refetch } = useQuery(queries.runs(projectId))
  const { data: project } = useQuery(queries.project(projectId))
  const { data: studies } = useQuery(queries.studies(projectId))
  const study = studies?.find(isOpenStudy)
  const [asking, setAsking] = useState(false)
  const mayTrain = useMay('loop:train', projectId)
  const active = runs?.some(isActiveRun) ?? false
  const now = useNow(active)
  usePageKeys([
    {
      keys: 's',
      what: t('Studies'),
      run: () => void navigate({ to: '/projects/$projectId/runs/studies', params: { projectId } }),
    },
    {
      keys: 'p',
      what: t('Pipeline'),
      run: () => void navigate({ to: '/projects/$projectId/runs/pipeline', params: { projectId } }),
    },
    {
      keys: 'c',
      what: t('Compare'),
      run: () => void navigate({ to: '/projects/$projectId/runs/compare', params: { projectId } }),
    },
    ...(mayTrain && !active ? [{ keys: 't', what: t('Train'), run: () => setAsking(true) }] : []),
  ])
  if (error && !runs) return <QueryError what={t('The runs')} error={error} retry={() => void refetch()} />
  const train = mayTrain && (
    <Button leftSection={<IconPlayerPlay size={14} />} onClick={() => setAsking(true)} disabled={active} data-testid="train-now">
      {t('Train')}
    </Button>
  )
  return (
    <Page
      title={t('Runs')}
      lead={t('Each trains on one frozen snapshot, and its model meets the champion at the gate.')}
      actions={
        <>
          {runs && runs.length > 1 && (
            <Button
              component={Link}
              to={`/projects/${projectId}/runs/compare`}
              variant="default"
              leftSection={<IconColumns3 size={14} />}
            >
              {t('Compare')}
            </Button>
          )}
          <Button
            component={Link}
            to={`/projects/${projectId}/runs/pipeline`}
            variant="default"
            leftSection={<IconSitemap size={14} />}
          >
            {t('Pipeline')}
          </Button>
          <Button
            component={Link}
            to={`/projects/${projectId}/runs/studies`}
            variant="default"
            leftSection={<IconAdjustmentsSearch size={14} />}
          >
            {t('Studies')}
          </Button>
          {train}
        </>
      }
    >
      {study && (
        <Link to="/projects/$projectId/runs/studies/$studyId" params={{ projectId, studyId: study.id }} data-testid="open-study">
          {t('Study {{number}} is {{state}}: {{ended}} of {{runs}} runs', {
            number: study.number,
            state: studyStateWord(study),
            ended: study.progress.ended,
            runs: study.budget.runs,
          })}
        </Link>
      )}
      {!runs && <Skeleton height={240} radius={12} />}
      {runs?.length === 0 && (
        <EmptyState
          icon={IconChartLine}
          title={t('No run yet')}
          sentence={t('The loop trains by itself once enough labels are approved. You need not wait for it.')}
        >
          {train}
        </EmptyState>
      )}
      {runs && runs.length > 0 && (
        <FigureTable columns={COLUMNS}>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              now={now}
              onOpen={() => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: run.id } })}
            />
          ))}
        </FigureTable>
      )}
      {project && <TrainDialog project={project} opened={asking} onClose={() => setAsking(false)} />}
    </Page>
  )
}
