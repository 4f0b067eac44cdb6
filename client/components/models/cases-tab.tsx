import { Select, Skeleton } from '@mantine/core'
import { IconMoodCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { CaseKind, Examination } from '#shared/domain/examination.ts'
import { count, decimal } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { type CaseQuery, queries } from '../../queries.ts'
import { EmptyState } from '../empty-state.tsx'
import { QueryError } from '../query-error.tsx'
import { CaseGrid } from './case-grid.tsx'
import { CASE_KINDS } from './case-words.ts'
import styles from './cases-tab.module.css'

interface Props {
  readonly look: Examination
  readonly filter: CaseQuery
}

/** What a model found, missed and mixed up, as crops; filters are in the address bar. */
export function CasesTab({ look, filter }: Props) {
  const navigate = useNavigate()
  const cases = useInfiniteQuery(queries.cases(look, filter))
  const pages = cases.data?.pages ?? []
  const items = pages.flatMap((page) => page.items)
  const wanted = filter.kind?.split(',') ?? []
  const show = (change: CaseQuery) =>
    void navigate({
      to: '/projects/$projectId/models/$version',
      params: { projectId: look.projectId, version: look.version },
      search: { tab: 'cases', split: look.split, ...filter, ...change },
      replace: true,
    })
  const names = look.perLabel.map(({ label }) => label)
  return (
    <>
      <div className={styles.filters}>
        <fieldset className={styles.kinds} aria-label={t('What happened')}>
          {(Object.entries(CASE_KINDS) as [CaseKind, string][])
            .filter(([kind]) => (look.kinds[kind] ?? 0) > 0)
            .map(([kind, name]) => (
              <button
                key={kind}
                type="button"
                aria-pressed={wanted.includes(kind)}
                onClick={() => show({ kind: toggled(wanted, kind) })}
                data-testid={`kind-${kind}`}
              >
                {name} <span>{count(look.kinds[kind] ?? 0)}</span>
              </button>
            ))}
        </fieldset>
        <Select
          size="xs"
          placeholder={t('True label')}
          aria-label={t('True label')}
          data={names}
          value={filter.label ?? null}
          onChange={(label) => show({ label: label ?? undefined })}
          clearable
          searchable
        />
        <Select
          size="xs"
          placeholder={t('Called by the model')}
          aria-label={t('Called by the model')}
          data={names}
          value={filter.predicted ?? null}
          onChange={(predicted) => show({ predicted: predicted ?? undefined })}
          clearable
          searchable
        />
        {filter.least !== undefined && (
          <button type="button" className={styles.least} onClick={() => show({ least: undefined })}>
            {t('from score {{least}} ✕', { least: decimal(filter.least, 2) })}
          </button>
        )}
      </div>
      {cases.isPending && <Skeleton height={360} radius={12} />}
      {cases.error && !cases.data && <QueryError what={t('The cases')} error={cases.error} retry={() => void cases.refetch()} />}
      {cases.data && items.length === 0 && (
        <EmptyState icon={IconMoodCheck} title={t('No such case')} sentence={t('Nothing on this split fits the filters.')} />
      )}
      {items.length > 0 && (
        <CaseGrid
          projectId={look.projectId}
          items={items}
          total={pages[0]?.total ?? 0}
          more={cases.hasNextPage ? () => void cases.fetchNextPage() : null}
          isReading={cases.isFetchingNextPage}
        />
      )}
    </>
  )
}

function toggled(wanted: readonly string[], kind: CaseKind): string | undefined {
  const kinds = wanted.includes(kind) ? wanted.filter((one) => one !== kind) : [...wanted, kind]
  return kinds.length > 0 ? kinds.join(',') : undefined
}
