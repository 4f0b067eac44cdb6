import { MultiSelect, Skeleton } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { RunId } from '#shared/domain/ids.ts'
import { ComparedCurves } from '../components/compare/compared-curves.tsx'
import { DifferenceTable } from '../components/compare/difference-table.tsx'
import { MOST_COMPARED } from '../components/compare/differences.ts'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { metric } from '../figures.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const COMPARED_AT_FIRST = 4

/** Up to twenty runs side by side, what differs first; which ones stands in the address bar. */
export function CompareRunsPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { runs: chosen } = useSearch({ from: '/shell/projects/$projectId/runs/compare' })
  const { data: runs, error, refetch } = useQuery(queries.runs(projectId))
  const { data: tunables } = useQuery(queries.tunables(projectId))
  const ids = chosen ?? runs?.slice(0, COMPARED_AT_FIRST).map(({ id }) => id) ?? []
  const answers = useQueries({ queries: ids.map((id) => queries.run(projectId, id)) })
  const isLoading = !runs || answers.some(({ isPending }) => isPending)
  const compared = answers.flatMap(({ data }) => (data ? [data] : []))
  const choose = (picked: string[]) =>
    void navigate({
      to: '/projects/$projectId/runs/compare',
      params: { projectId },
      search: { runs: picked as RunId[] },
      replace: true,
    })
  if (error && !runs) return <QueryError what={t('The runs')} error={error} retry={() => void refetch()} />
  const known = [...(runs ?? []), ...compared.map(({ run }) => run).filter(({ id }) => !runs?.some((run) => run.id === id))]
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
        data={known.map(({ id, number, metrics }) => ({
          value: id,
          label: t('Run {{number}} ({{figure}})', { number, figure: metric(metrics.best) }),
        }))}
        value={ids}
        onChange={choose}
        maxValues={MOST_COMPARED}
        searchable
        hidePickedOptions
      />
      {isLoading && <Skeleton height={320} radius={12} />}
      {!isLoading && compared.length > 0 && (
        <>
          <Panel title={t('Validation')} aside={t('by seconds of training')}>
            <ComparedCurves compared={compared} />
          </Panel>
          <DifferenceTable runs={compared.map(({ run }) => run)} tunables={tunables} />
        </>
      )}
    </Page>
  )
}
