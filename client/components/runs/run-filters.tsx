import { ActionIcon, Menu, MultiSelect, TextInput } from '@mantine/core'
import { IconArchive, IconColumns, IconSearch, IconStar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ListedRun } from '#shared/routes/tracking.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries, type RunSearch } from '../../queries.ts'
import type { RunColumn } from './run-columns.ts'
import styles from './run-filters.module.css'

const ICON = { size: 16, stroke: 1.7 } as const
const EXAMPLE = "metrics.best > 0.8 AND params.architecture = 'center-point'"

interface Props {
  readonly projectId: ProjectId
  readonly search: RunSearch
  readonly onSearch: (search: RunSearch) => void
  /** Why the search could not be read; null where it could. */
  readonly problem: string | null
  readonly total: number | null
  readonly runs: readonly ListedRun[]
  readonly columns: readonly RunColumn[]
  readonly onColumns: (columns: RunColumn[]) => void
}

/** What narrows the list of runs: a search in the filter language, one's stars, the archive; and which columns it has. */
export function RunFilters({ projectId, search, onSearch, problem, total, runs, columns, onColumns }: Props) {
  const isArchive = search.archived === 'only'
  const isFavourites = search.favourites === 'true'
  return (
    <div className={styles.bar}>
      <FilterText value={search.filter ?? ''} problem={problem} onChange={(filter) => onSearch({ ...search, filter })} />
      <ActionIcon
        variant={isFavourites ? 'light' : 'default'}
        size="input-sm"
        aria-pressed={isFavourites}
        aria-label={t('Only favourites')}
        title={t('Only favourites')}
        onClick={() => onSearch({ ...search, favourites: isFavourites ? 'false' : 'true' })}
        data-testid="only-favourites"
      >
        <IconStar {...ICON} />
      </ActionIcon>
      <ActionIcon
        variant={isArchive ? 'light' : 'default'}
        size="input-sm"
        aria-pressed={isArchive}
        aria-label={t('The archive')}
        title={t('The archive')}
        onClick={() => onSearch({ ...search, archived: isArchive ? 'without' : 'only' })}
        data-testid="only-archived"
      >
        <IconArchive {...ICON} />
      </ActionIcon>
      <ColumnChoice projectId={projectId} runs={runs} columns={columns} onColumns={onColumns} />
      <span className={styles.count} data-testid="run-count">
        {total === null ? '' : t('{{count}} in all', { count: count(total) })}
      </span>
    </div>
  )
}

/** Whether a search shows anything else than all runs, newest first. */
export const isNarrowed = (search: RunSearch): boolean =>
  Object.values(search).some((value) => value !== undefined && value !== '' && value !== 'false' && value !== 'without')

// Half a filter is none: it is read when it is finished with Enter, or left.
function FilterText({ value, problem, onChange }: { value: string; problem: string | null; onChange: (filter: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const done = () => text.trim() !== value && onChange(text.trim())
  return (
    <TextInput
      className={styles.search}
      aria-label={t('Search runs')}
      placeholder={EXAMPLE}
      leftSection={<IconSearch {...ICON} />}
      value={text}
      error={problem}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
      data-testid="run-search"
    />
  )
}

function ColumnChoice({ projectId, runs, columns, onColumns }: Pick<Props, 'projectId' | 'runs' | 'columns' | 'onColumns'>) {
  const { data: experiment } = useQuery(queries.experiment(projectId))
  const names = (kind: 'metrics' | 'params' | 'tags', more: readonly string[] = []): RunColumn[] =>
    [...new Set([...more, ...runs.flatMap((run) => Object.keys(run[kind]))])].sort().map((name): RunColumn => `${kind}.${name}`)
  const offered = [...names('metrics', experiment?.metrics), ...names('params', experiment?.params), ...names('tags')]
  return (
    <Menu position="bottom-end" width={360} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="default" size="input-sm" aria-label={t('Columns')} title={t('Columns')} data-testid="run-columns">
          <IconColumns {...ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MultiSelect
          aria-label={t('Columns')}
          data={[...new Set([...columns, ...offered])]}
          value={[...columns]}
          onChange={(chosen) => onColumns(chosen as RunColumn[])}
          searchable
          limit={200}
          comboboxProps={{ withinPortal: false }}
        />
      </Menu.Dropdown>
    </Menu>
  )
}
