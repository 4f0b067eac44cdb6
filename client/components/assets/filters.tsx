import { TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { AssetStatus, Split } from '#shared/domain/asset.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { type AssetQuery, queries } from '../../queries.ts'
import { LabelName } from '../label-name.tsx'
import styles from './filters.module.css'
import { LikeOne } from './like-one.tsx'
import { SPLIT_WORDS, STATUS_WORDS } from './status-words.ts'

const SEARCH_AFTER_MS = 250

interface Props {
  readonly project: ProjectSummary
  readonly filter: AssetQuery
  readonly onFilter: (filter: AssetQuery) => void
}

/** What narrows the grid, each value with how many assets it has. */
export function Filters({ project, filter, onFilter }: Props) {
  const { data: counts } = useQuery(queries.assetCounts(project.id))
  const toggle = (field: 'status' | 'split', value: string) => onFilter(narrowed(filter, field, toggled(filter[field], value)))
  return (
    <aside className={styles.filters} aria-label={t('Filters')}>
      {filter.similar !== undefined && (
        <LikeOne projectId={project.id} assetId={filter.similar} onClear={() => onFilter(narrowed(filter, 'similar', ''))} />
      )}
      <NameSearch value={filter.search ?? ''} onChange={(text) => onFilter(narrowed(filter, 'search', text))} />
      <Group title={t('Status')}>
        {AssetStatus.options.map((status) => (
          <Value
            key={status}
            on={listed(filter.status).includes(status)}
            number={counts?.status[status] ?? 0}
            onClick={() => toggle('status', status)}
            testid={`filter-${status}`}
          >
            {STATUS_WORDS[status]}
          </Value>
        ))}
      </Group>
      <Group title={t('Approved label')}>
        {project.ontology.labels.map(({ name }) => (
          <Value
            key={name}
            on={filter.label === name}
            number={counts?.label[name] ?? 0}
            onClick={() => onFilter(narrowed(filter, 'label', filter.label === name ? '' : name))}
          >
            <LabelName name={name} ontology={project.ontology} />
          </Value>
        ))}
      </Group>
      <Group title={t('Split')}>
        {Split.options.map((split) => (
          <Value
            key={split}
            on={listed(filter.split).includes(split)}
            number={counts?.split[split] ?? 0}
            onClick={() => toggle('split', split)}
          >
            {SPLIT_WORDS[split]}
          </Value>
        ))}
      </Group>
    </aside>
  )
}

function NameSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextInput
      placeholder={t('Name')}
      aria-label={t('Part of the name')}
      size="xs"
      leftSection={<IconSearch size={13} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

interface ValueProps {
  readonly on: boolean
  readonly number: number
  readonly onClick: () => void
  readonly testid?: string
  readonly children: ReactNode
}

function Value({ on, number, onClick, testid, children }: ValueProps) {
  return (
    <UnstyledButton className={styles.value} aria-pressed={on} onClick={onClick} data-testid={testid}>
      <span>{children}</span>
      <span className={styles.number}>{count(number)}</span>
    </UnstyledButton>
  )
}

const listed = (text: string | undefined): string[] => (text ? text.split(',') : [])

function toggled(text: string | undefined, value: string): string {
  const values = listed(text)
  return (values.includes(value) ? values.filter((other) => other !== value) : [...values, value]).join(',')
}

function narrowed(filter: AssetQuery, field: keyof AssetQuery, value: string): AssetQuery {
  const { [field]: _, ...rest } = filter
  return value === '' ? rest : { ...rest, [field]: value }
}
