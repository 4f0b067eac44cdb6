import { TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { AssetStatus, Split } from '#shared/domain/asset.ts'
import type { Ontology } from '#shared/ontology.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { type AssetQuery, queries } from '../../queries.ts'
import { LabelName } from '../label-name.tsx'
import styles from './filters.module.css'
import { LikeOne } from './like-one.tsx'
import { narrowed } from './narrowed.ts'
import { SPLIT_WORDS, STATUS_WORDS } from './status-words.ts'

const SEARCH_AFTER_MS = 250
/** A person reads so many labels at a glance; the query field completes all of them. */
const LABELS_AT_FIRST = 20

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
            number={counts && (counts.status[status] ?? 0)}
            onClick={() => toggle('status', status)}
            testid={`filter-${status}`}
          >
            {STATUS_WORDS[status]}
          </Value>
        ))}
      </Group>
      <Group title={t('Approved label')}>
        <Labels
          ontology={project.ontology}
          chosen={filter.label}
          counts={counts?.label}
          onChoose={(label) => onFilter(narrowed(filter, 'label', label))}
        />
      </Group>
      <Group title={t('Split')}>
        {Split.options.map((split) => (
          <Value
            key={split}
            on={listed(filter.split).includes(split)}
            number={counts && (counts.split[split] ?? 0)}
            onClick={() => toggle('split', split)}
          >
            {SPLIT_WORDS[split]}
          </Value>
        ))}
      </Group>
    </aside>
  )
}

interface LabelsProps {
  readonly ontology: Ontology
  readonly chosen: string | undefined
  readonly counts: Readonly<Record<string, number>> | undefined
  readonly onChoose: (label: string) => void
}

function Labels({ ontology, chosen, counts, onChoose }: LabelsProps) {
  const [all, setAll] = useState(false)
  const { labels } = ontology
  const shown = labels.filter(({ name }, place) => all || place < LABELS_AT_FIRST || name === chosen)
  return (
    <>
      {shown.map(({ name }) => (
        <Value
          key={name}
          on={chosen === name}
          number={counts && (counts[name] ?? 0)}
          onClick={() => onChoose(chosen === name ? '' : name)}
        >
          <LabelName name={name} ontology={ontology} />
        </Value>
      ))}
      {shown.length < labels.length && (
        <UnstyledButton className={styles.more} onClick={() => setAll(true)}>
          {t('Show all {{labels}}', { labels: count(labels.length) })}
        </UnstyledButton>
      )}
    </>
  )
}

function NameSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  // What others ask (a chip taken away, a saved view) stands here too; what this field asked itself is older than what is typed.
  const asked = useRef(value)
  useEffect(() => {
    if (value === asked.current) return
    asked.current = value
    setText(value)
  }, [value])
  const ask = useDebouncedCallback((wanted: string) => {
    asked.current = wanted
    onChange(wanted)
  }, SEARCH_AFTER_MS)
  return (
    <TextInput
      placeholder={t('Name')}
      aria-label={t('Part of the name')}
      size="xs"
      leftSection={<IconSearch size={13} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        ask(event.currentTarget.value)
      }}
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
  /** Undefined as long as nobody knows. */
  readonly number: number | undefined
  readonly onClick: () => void
  readonly testid?: string
  readonly children: ReactNode
}

function Value({ on, number, onClick, testid, children }: ValueProps) {
  return (
    <UnstyledButton className={styles.value} aria-pressed={on} onClick={onClick} data-testid={testid}>
      <span>{children}</span>
      <span className={styles.number}>{number === undefined ? '–' : count(number)}</span>
    </UnstyledButton>
  )
}

const listed = (text: string | undefined): string[] => (text ? text.split(',') : [])

function toggled(text: string | undefined, value: string): string {
  const values = listed(text)
  return (values.includes(value) ? values.filter((other) => other !== value) : [...values, value]).join(',')
}
