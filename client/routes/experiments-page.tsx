import { Select, Skeleton } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { sentenceOf } from '../api-error.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { Page } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { LoggedRun } from '../components/runs/logged-run.tsx'
import { keepColumns, keptColumns, type RunColumn } from '../components/runs/run-columns.ts'
import { isNarrowed, RunFilters } from '../components/runs/run-filters.tsx'
import { RunTable } from '../components/runs/run-table.tsx'
import { useRunMarks } from '../components/runs/use-run-marks.ts'
import { t } from '../i18n.ts'
import { queries, type RunSearch } from '../queries.ts'

/** Runs that other programs log over MLflow's interface and that belong to no project. */
export function ExperimentsPage() {
  const { data: all, error, refetch } = useQuery(queries.experiments())
  const navigate = useNavigate()
  const { experiment, run, ...search } = useSearch({ from: '/shell/experiments' })
  if (error && !all) return <QueryError what={t('The experiments')} error={error} retry={() => void refetch()} />
  const outside = all?.filter(({ projectId }) => projectId === null) ?? []
  const id = experiment ?? outside[0]?.id
  if (!all || id === undefined)
    return (
      <Page title={t('Experiments')}>
        {all ? <HowToLog title={t('No experiment yet')} /> : <Skeleton height={240} radius={12} />}
      </Page>
    )
  if (run !== undefined)
    return (
      <LoggedRun
        projectId={asProject(id)}
        runId={run}
        back={
          <Link to="/experiments" search={{ experiment: id }}>
            {t('Experiments')} /
          </Link>
        }
      />
    )
  return (
    <Page
      title={t('Experiments')}
      lead={t('Runs that other programs log over MLflow’s interface. Those that name a project stand in its own list.')}
      actions={
        <Select
          aria-label={t('Experiment')}
          data={outside.map(({ id: value, name }) => ({ value, label: name }))}
          value={id}
          onChange={(chosen) => void navigate({ to: '/experiments', search: { experiment: chosen as ExperimentId } })}
          searchable
        />
      }
    >
      <OutsideRuns key={id} id={id} search={search} />
    </Page>
  )
}

function OutsideRuns({ id, search }: { id: ExperimentId; search: RunSearch }) {
  const navigate = useNavigate()
  const [columns, setColumns] = useState<RunColumn[]>(keptColumns)
  const { star } = useRunMarks(asProject(id))
  const list = useInfiniteQuery(queries.trackedRuns(asProject(id), { ...search, columns }))
  const runs = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data])
  const total = list.data?.pages[0]?.total ?? null
  const onSearch = (wanted: RunSearch) =>
    void navigate({ to: '/experiments', search: { experiment: id, ...wanted }, replace: true })
  const isSearched = isNarrowed(search)
  const { hasNextPage, isFetching, fetchNextPage } = list
  const onReach = useCallback(
    (index: number) => {
      if (hasNextPage && !isFetching && index >= runs.length - 1) void fetchNextPage()
    },
    [hasNextPage, isFetching, runs.length, fetchNextPage],
  )
  return (
    <>
      <RunFilters
        projectId={asProject(id)}
        search={search}
        onSearch={onSearch}
        problem={list.error ? sentenceOf(list.error) : null}
        total={total}
        runs={runs}
        columns={columns}
        onColumns={(chosen) => {
          keepColumns(chosen)
          setColumns(chosen)
        }}
      />
      {list.data && runs.length === 0 && isSearched && <p data-testid="nothing-found">{t('No run is like that.')}</p>}
      {list.data && runs.length === 0 && !isSearched && <HowToLog title={t('No run here')} />}
      {runs.length > 0 && (
        <RunTable
          runs={runs}
          total={total ?? runs.length}
          live={NO_RUNS}
          now={Date.now()}
          columns={columns}
          order={search.order ?? ''}
          onOrder={(order) => onSearch({ ...search, order })}
          onStar={({ id: runId, isFavourite }) => star.mutate({ runId, favourite: !isFavourite })}
          onOpen={({ id: runId }) => void navigate({ to: '/experiments', search: { experiment: id, run: runId } })}
          onReach={onReach}
          home="installation"
        />
      )}
    </>
  )
}

function HowToLog({ title }: { title: string }) {
  return (
    <EmptyState
      icon={IconFlask}
      title={title}
      sentence={t('Set MLFLOW_TRACKING_URI to this address and MLFLOW_TRACKING_TOKEN to an API token, and log.')}
    />
  )
}

const NO_RUNS = new Map<RunId, never>()

/** The seam: runs are asked for by their experiment, which a project is by its own id. */
const asProject = (id: ExperimentId): ProjectId => id as string as ProjectId
