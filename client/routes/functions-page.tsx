import { Button, Skeleton } from '@mantine/core'
import { IconGavel, IconPlus, IconSparkles } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isFinished } from '#shared/domain/job.ts'
import type { LabelingFunction } from '#shared/domain/labeling-function.ts'
import { routes } from '#shared/routes.ts'
import { votedOn } from '#shared/tasks/voted-on.ts'
import { call } from '../api.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { FigureTable } from '../components/figure-table.tsx'
import { JobCard } from '../components/job-card.tsx'
import { Page } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { FunctionEditor } from '../components/supervision/function-editor.tsx'
import { FunctionRow } from '../components/supervision/function-row.tsx'
import { SupervisionPanel } from '../components/supervision/supervision-panel.tsx'
import { SupervisionRules } from '../components/supervision/supervision-rules.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const COLUMNS = [
  { title: t('Function') },
  { title: t('Names') },
  { title: t('Coverage'), number: true },
  { title: t('Overlaps'), number: true },
  { title: t('Conflicts'), number: true },
  { title: t('Right / wrong'), number: true },
  { title: t('Accuracy'), number: true },
  { title: t('Believed'), number: true },
  { title: t('Votes') },
]

/** Labeling functions: many that are sometimes right, and what they say together. */
export function FunctionsPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  const { data: functions, error, refetch } = useQuery(queries.labelingFunctions(projectId))
  const { data: supervision } = useQuery(queries.supervision(projectId))
  const { data: jobs = [] } = useQuery(queries.jobs(projectId))
  const [edited, setEdited] = useState<LabelingFunction | 'new' | null>(null)
  const mayChange = useMay('project:change', projectId)
  const cache = useQueryClient()
  const job = jobs.find(({ name }) => name === 'supervise')
  const running = job !== undefined && !isFinished(job)
  const ended = job && isFinished(job) ? job.id : null
  useEffect(() => {
    if (ended !== null) void cache.invalidateQueries(queries.supervision(projectId))
  }, [ended, projectId, cache])
  const apply = useAct(async (suggest: boolean) => {
    await call(routes.supervision.apply, { params: { projectId }, body: { suggest } })
    await cache.invalidateQueries(queries.jobs(projectId))
  })
  usePageKeys(mayChange ? [{ keys: 'n', what: t('New labeling function'), run: () => setEdited('new') }] : [])
  if (error && !functions) return <QueryError what={t('The labeling functions')} error={error} retry={() => void refetch()} />
  const votes = functions?.some(({ state }) => state === 'on') ?? false
  const begin = mayChange && (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')} data-testid="new-function">
      {t('New function')}
    </Button>
  )
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/data" projectId={projectId} list={t('Data')}>
          {t('Labeling functions')}
        </PageTrail>
      }
      lead={t(
        'Each votes where it knows something. How far to believe it is learned from how the votes agree; people decide on what comes out.',
      )}
      actions={
        mayChange &&
        functions &&
        functions.length > 0 && (
          <>
            <Button
              variant="default"
              disabled={!votes || running || apply.isPending}
              onClick={() => apply.mutate(false)}
              leftSection={<IconGavel size={15} />}
              data-testid="apply-functions"
            >
              {t('Let them vote')}
            </Button>
            <Button
              variant="default"
              disabled={!votes || running || apply.isPending}
              onClick={() => apply.mutate(true)}
              leftSection={<IconSparkles size={15} />}
              data-testid="suggest-functions"
            >
              {t('Vote and suggest')}
            </Button>
            {begin}
          </>
        )
      }
    >
      {job && (running || job.state === 'failed' || job.state === 'skipped') && <JobCard job={job} />}
      {!functions && <Skeleton height={240} radius={12} />}
      {functions?.length === 0 && (
        <EmptyState
          icon={IconGavel}
          title={t('No labeling function yet')}
          sentence={
            project && votedOn(project.task) === null
              ? t('Labeling functions vote on labels; this project is about numbers.')
              : t(
                  'A rule on brightness, a table of file names, an older model: ten that are right two times in three say more together than the best of them.',
                )
          }
        >
          {project && votedOn(project.task) !== null && begin}
        </EmptyState>
      )}
      {project && functions && functions.length > 0 && (
        <>
          <SupervisionRules project={project} mayChange={mayChange} />
          <FigureTable columns={COLUMNS}>
            {functions.map((fn) => (
              <FunctionRow
                key={`${fn.name} ${fn.version}`}
                fn={fn}
                figures={supervision?.functions.find(({ name }) => name === fn.name)}
                mayChange={mayChange}
                onOpen={() => setEdited(fn)}
              />
            ))}
          </FigureTable>
        </>
      )}
      {project && supervision && <SupervisionPanel project={project} supervision={supervision} />}
      {project && edited && (
        <FunctionEditor project={project} fn={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  )
}
