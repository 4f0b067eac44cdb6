import { Button, Skeleton } from '@mantine/core'
import { IconAdjustmentsSearch, IconChartLine, IconColumns3, IconPlayerPlay, IconSitemap } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { RunId } from '#shared/domain/ids.ts'
import { isOpenStudy } from '#shared/domain/study.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import { sentenceOf } from '../api-error.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { Page } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { keepColumns, keptColumns, type RunColumn } from '../components/runs/run-columns.ts'
import { isNarrowed, RunFilters } from '../components/runs/run-filters.tsx'
import { RunTable } from '../components/runs/run-table.tsx'
import { TrainDialog } from '../components/runs/train-dialog.tsx'
import { useRunMarks } from '../components/runs/use-run-marks.ts'
import { studyStateWord } from '../components/studies/study-words.ts'
import { useMay } from '../components/use-may.ts'
import { useNow } from '../components/use-now.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { queries, type RunSearch } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

/** Every run of the project, those of its loop and those that programs logged; searched, sorted and chosen to be compared. */
export function RunsPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/projects/$projectId/runs' })
  const [columns, setColumns] = useState<RunColumn[]>(keptColumns)
  const list = useInfiniteQuery(queries.trackedRuns(projectId, { ...search, columns }))
  const { data: present } = useQuery(queries.runs(projectId))
  const runs = useMemo(() => list.data?.pages.flatMap(({ items }) => items), [list.data])
  const live = useMemo(() => new Map(present?.map((run) => [run.id, run])), [present])
  const total = list.data?.pages[0]?.total ?? null
  const [selected, setSelected] = useState<ReadonlySet<RunId>>(new Set())
  const { star } = useRunMarks(projectId)
  const { data: project } = useQuery(queries.project(projectId))
  const { data: studies } = useQuery(queries.studies(projectId))
  const study = studies?.find(isOpenStudy)
  const [asking, setAsking] = useState(false)
  const mayTrain = useMay('loop:train', projectId)
  const active = present?.some(isActiveRun) ?? false
  const now = useNow(active)
  const toCompare = selected.size > 0 ? { runs: [...selected] } : {}
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
      run: () => void navigate({ to: '/projects/$projectId/runs/compare', params: { projectId }, search: toCompare }),
    },
    ...(mayTrain && !active ? [{ keys: 't', what: t('Train'), run: () => setAsking(true) }] : []),
  ])
  const isSearched = isNarrowed(search)
  const onSearch = (wanted: RunSearch) =>
    void navigate({ to: '/projects/$projectId/runs', params: { projectId }, search: written(wanted), replace: true })
  const { hasNextPage, isFetching, fetchNextPage } = list
  const read = runs?.length ?? 0
  const onReach = useCallback(
    (index: number) => {
      if (hasNextPage && !isFetching && index >= read - READ_AHEAD) void fetchNextPage()
    },
    [hasNextPage, isFetching, read, fetchNextPage],
  )
  if (list.error && !runs && !isSearched)
    return <QueryError what={t('The runs')} error={list.error} retry={() => void list.refetch()} />
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
              variant="default"
              leftSection={<IconColumns3 size={14} />}
              data-testid="compare-runs"
              renderRoot={(props) => (
                <Link to="/projects/$projectId/runs/compare" params={{ projectId }} search={toCompare} {...props} />
              )}
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
      {!runs && !list.error && <Skeleton height={240} radius={12} />}
      {(isSearched || read > 0) && (
        <RunFilters
          projectId={projectId}
          search={search}
          onSearch={onSearch}
          problem={list.error ? sentenceOf(list.error) : null}
          total={total}
          runs={runs ?? []}
          columns={columns}
          onColumns={(chosen) => {
            keepColumns(chosen)
            setColumns(chosen)
          }}
        />
      )}
      {runs?.length === 0 && isSearched && <p data-testid="nothing-found">{t('No run is like that.')}</p>}
      {runs?.length === 0 && !isSearched && (
        <EmptyState
          icon={IconChartLine}
          title={t('No run yet')}
          sentence={t('The loop trains by itself once enough labels are approved. You need not wait for it.')}
        >
          {train}
        </EmptyState>
      )}
      {runs && runs.length > 0 && (
        <RunTable
          runs={runs}
          total={total ?? runs.length}
          live={live}
          now={now}
          columns={columns}
          order={search.order ?? ''}
          onOrder={(order) => onSearch({ ...search, order })}
          selected={selected}
          onSelect={(runId) => setSelected(toggled(selected, runId))}
          onStar={({ id, isFavourite }) => star.mutate({ runId: id, favourite: !isFavourite })}
          onOpen={({ id }) => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: id } })}
          onReach={onReach}
          home="project"
        />
      )}
      {project && <TrainDialog project={project} opened={asking} onClose={() => setAsking(false)} />}
    </Page>
  )
}

/** Rows left below the one in sight when the next page is read. */
const READ_AHEAD = 40

// What is as usual does not stand in the address bar.
const written = ({ filter, order, archived, favourites }: RunSearch): RunSearch => ({
  ...(filter ? { filter } : {}),
  ...(order ? { order } : {}),
  ...(archived && archived !== 'without' ? { archived } : {}),
  ...(favourites === 'true' ? { favourites } : {}),
})

function toggled(selected: ReadonlySet<RunId>, runId: RunId): ReadonlySet<RunId> {
  const next = new Set(selected)
  if (!next.delete(runId)) next.add(runId)
  return next
}
