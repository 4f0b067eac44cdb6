import type { Ontology } from '#shared/ontology.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import { LabelName } from '../components/label-name.tsx'
import { decimal, measured } from '../figures.ts'
import { t } from '../i18n.ts'
import { scoreOf } from '../workbench/suggestions.ts'
import { numberOf } from '../workbench/whole-acts.ts'
import { Crop } from './crop-tile.tsx'
import styles from './focus-card.module.css'
import type { Seen } from './triage-state.ts'

interface Props {
  readonly item: SuggestionItem | undefined
  readonly seen: Seen | undefined
  readonly ontology: Ontology
  readonly ownId: string
}

/** The suggestion in focus, large enough to be sure of. Its place is kept while there is none. */
export function FocusCard({ item, seen, ontology, ownId }: Props) {
  const now = seen ?? item?.annotation
  const color = ontology.labels.find(({ name }) => name === now?.label)?.color ?? 'var(--ink-faint)'
  const score = item ? scoreOf(item.annotation) : null
  const number = item ? numberOf(item.annotation) : null
  return (
    <section className={styles.card} aria-label={t('In focus')} data-testid="focus-card">
      <div className={styles.picture}>{item && <Crop key={item.annotation.id} item={item} color={color} side={320} />}</div>
      <p className={styles.what} aria-live="polite">
        {now && <LabelName name={now.label} ontology={ontology} />}
        {number !== null && <b>{measured(number)}</b>}
        <span className={styles.score}>{score === null ? '' : decimal(score, 2)}</span>
      </p>
      <p className={styles.more}>{item && now ? `${wordOf(now, ownId)} · ${item.asset.name.split('/').at(-1)}` : ' '}</p>
    </section>
  )
}

function wordOf({ status, changedBy }: Seen, ownId: string): string {
  if (status === 'suggested') return t('undecided')
  const isOwn = changedBy === null || changedBy === ownId
  if (status === 'rejected' || status === 'deleted') return isOwn ? t('rejected') : t('rejected by somebody else')
  return isOwn ? t('accepted') : t('accepted by somebody else')
}
