import { Select, UnstyledButton } from '@mantine/core'
import type { Ontology } from '#shared/ontology.ts'
import type { SuggestionOrder } from '#shared/routes/review.ts'
import { LabelName } from '../components/label-name.tsx'
import { count } from '../figures.ts'
import { t } from '../i18n.ts'
import type { TriageFilter } from './triage-queries.ts'
import styles from './triage-side.module.css'

const ORDERS = [
  { value: 'information', label: t('What teaches most first') },
  { value: 'score', label: t('Most certain first') },
  { value: 'doubtful', label: t('Least certain first') },
] as const satisfies { value: SuggestionOrder; label: string }[]

interface Props {
  readonly ontology: Ontology
  readonly filter: TriageFilter
  /** Undecided suggestions per label; absent until they are read. */
  readonly counts: Record<string, number> | undefined
  readonly onFilter: (filter: TriageFilter) => void
}

/** What is shown and in which order, each label with how many wait. */
export function TriageSide({ ontology, filter, counts, onFilter }: Props) {
  const all = Object.values(counts ?? {}).reduce((sum, number) => sum + number, 0)
  const waiting = ontology.labels.filter(({ name, retired }) => !retired || (counts?.[name] ?? 0) > 0)
  return (
    <>
      <Select
        size="xs"
        aria-label={t('Order')}
        data={ORDERS}
        allowDeselect={false}
        value={filter.order ?? 'information'}
        onChange={(order) => onFilter({ ...filter, order: order === 'information' ? undefined : (order as SuggestionOrder) })}
      />
      <fieldset className={styles.labels}>
        <legend>{t('Label')}</legend>
        <Choice isOn={filter.label === undefined} number={all} onClick={() => onFilter({ ...filter, label: undefined })}>
          {t('All labels')}
        </Choice>
        {waiting.map(({ name, key }) => (
          <Choice
            key={name}
            isOn={filter.label === name}
            number={counts?.[name] ?? 0}
            onClick={() => onFilter({ ...filter, label: name })}
          >
            <LabelName name={name} ontology={ontology} />
            {key !== null && <kbd className={styles.key}>{key}</kbd>}
          </Choice>
        ))}
      </fieldset>
    </>
  )
}

interface ChoiceProps {
  readonly isOn: boolean
  readonly number: number
  readonly onClick: () => void
  readonly children: React.ReactNode
}

function Choice({ isOn, number, onClick, children }: ChoiceProps) {
  return (
    <UnstyledButton className={styles.choice} aria-pressed={isOn} onClick={onClick}>
      <span className={styles.name}>{children}</span>
      <span className={styles.number}>{count(number)}</span>
    </UnstyledButton>
  )
}
