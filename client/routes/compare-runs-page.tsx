import { MultiSelect, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { RunId } from '#shared/domain/ids.ts'
import { MOST_COMPARED } from '#shared/routes/tracking.ts'
import { ComparedCurves } from '../components/compare/compared-curves.tsx'
import styles from '../components/compare/curve-controls.module.css'
import { CurveControls, type CurveLook } from '../components/compare/curve-controls.tsx'
import { DifferenceTable } from '../components/compare/difference-table.tsx'
import { ParallelRuns } from '../components/compare/parallel-runs.tsx'
import { quantityOf, Scatter } from '../components/compare/scatter.tsx'
import { Page } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { runTitle } from '../components/runs/tracked-words.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const COMPARED_AT_FIRST = 4
/** The list is there to choose from. */
const NAMES_ALONE = { columns: ['metrics.best'] }
const AFTER_TYPING_MS = 250
/** Looked at first where runs have them. */
const FIRST_METRICS = ['validation', 'loss']

/** Up to twenty runs side by side, whoever made them; which ones stands in the address bar. */
export function CompareRunsPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { runs: chosen } = useSearch({ from: '/shell/projects/$projectId/runs/compare' })
  const list = useInfiniteQuery(queries.trackedRuns(projectId, NAMES_ALONE))
  const { data: tunables } = useQuery(queries.tunables(projectId))
  const listed = list.data?.pages.flatMap(({ items }) => items)
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), AFTER_TYPING_MS)
  // The list begins with the newest; older ones are found by their names.
  const named = useInfiniteQuery({
    ...queries.trackedRuns(projectId, { ...NAMES_ALONE, filter: withName(asked) }),
    enabled: asked !== '' && list.hasNextPage,
  })
  const found = named.data?.pages.flatMap(({ items }) => items) ?? []
  const ids = chosen ?? listed?.slice(0, COMPARED_AT_FIRST).map(({ id }) => id) ?? []
  const answers = useQueries({ queries: ids.map((id) => queries.trackedRun(projectId, id)) })
  const compared = answers.flatMap(({ data }) => (data ? [data] : []))
  const unread = answers.find(({ isError, data }) => isError && !data)
  const isLoading = !listed || (compared.length === 0 && answers.some(({ isPending }) => isPending))
  const metrics = [...new Set(compared.flatMap((each) => each.metrics))]
  const [look, setLook] = useState<CurveLook | null>(null)
  const present = look ?? { metrics: firstOf(metrics), axis: 'steps', smoothing: 0, log: false }
  const choose = (picked: string[]) =>
    void navigate({
      to: '/projects/$projectId/runs/compare',
      params: { projectId },
      search: { runs: picked as RunId[] },
      replace: true,
    })
  if (list.error && !listed) return <QueryError what={t('The runs')} error={list.error} retry={() => void list.refetch()} />
  const runs = compared.map(({ run }) => run)
  const known = new Map([...(listed ?? []), ...found, ...runs].map((run) => [run.id, run]))
  const quantities = quantitiesOf(runs)
  const figure = present.metrics.find((name) => runs.some((run) => run.metrics[name] != null)) ?? 'best'
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/runs" projectId={projectId} list={t('Runs')}>
          {t('Compare')}
        </PageTrail>
      }
      lead={t('Up to twenty runs side by side; what differs stands first.')}
    >
      <MultiSelect
        aria-label={t('Runs to compare')}
        placeholder={ids.length < MOST_COMPARED ? t('Add a run') : ''}
        data={[...known.values()].map((run) => ({ value: run.id, label: runTitle(run) }))}
        value={ids}
        onChange={choose}
        maxValues={MOST_COMPARED}
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        nothingFoundMessage={named.isFetching ? t('Looking …') : t('No run has this name')}
        hidePickedOptions
        data-testid="compared-runs"
      />
      {unread && <QueryError what={t('The run')} error={unread.error} retry={() => void unread.refetch()} />}
      {isLoading && <Skeleton height={320} radius={12} />}
      {!isLoading && runs.length > 0 && (
        <>
          <CurveControls look={present} onLook={setLook} metrics={metrics} />
          <div className={styles.grid}>
            {present.metrics.map((metric) => (
              <ComparedCurves
                key={metric}
                projectId={projectId}
                runs={runs.map(({ id }) => id)}
                metric={metric}
                axis={present.axis}
                smoothing={present.smoothing}
                log={present.log}
              />
            ))}
          </div>
          <DifferenceTable
            runs={runs}
            metrics={[...new Set(['best', ...present.metrics])].filter(hasFigure(runs))}
            tunables={tunables}
          />
          {runs.length > 1 && (
            <div className={styles.grid}>
              <ParallelRuns
                runs={runs}
                metric={figure}
                tunables={tunables}
                onOpen={({ id }) => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: id } })}
              />
              {quantities.length > 1 && <Scatter runs={runs} quantities={quantities} />}
            </div>
          )}
        </>
      )}
    </Page>
  )
}

type Runs = Parameters<typeof DifferenceTable>[0]['runs']

function firstOf(metrics: readonly string[]): string[] {
  const usual = FIRST_METRICS.filter((name) => metrics.includes(name))
  return usual.length > 0 ? usual : metrics.slice(0, FIRST_METRICS.length)
}

const hasFigure = (runs: Runs) => (name: string) => runs.some((run) => run.metrics[name] != null)

/** Metrics, and parameters that are numbers, which at least one of the runs has. */
function quantitiesOf(runs: Runs): string[] {
  const metrics = runs.flatMap((run) => Object.keys(run.metrics).map((name) => `metrics.${name}`))
  const params = runs.flatMap((run) => Object.keys(run.params).map((name) => `params.${name}`))
  return [...new Set([...params, ...metrics])].filter((quantity) => runs.some((run) => quantityOf(run, quantity) !== null))
}

// In MLflow's filter language, where an underscore stands for any character.
const withName = (text: string): string => `attributes.run_name ILIKE '%${text.replace(/['"%\\]/g, '_')}%'`
