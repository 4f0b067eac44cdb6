import type { Ontology } from '#shared/ontology.ts'
import { count, counted } from '../../../figures.ts'
import { plural, t } from '../../../i18n.ts'
import { ActButton } from '../../act-button.tsx'
import { LabelName } from '../../label-name.tsx'
import styles from './folds.module.css'

/** A fold shows so many labels, the most frequent of the version; more are counted. */
const LABELS_SHOWN = 6

interface Fold {
  readonly fold: number
  readonly images: number
  readonly labels: readonly { readonly name: string; readonly count: number }[]
}

interface Props {
  readonly fold: Fold
  /** All folds: bars are as long as in the fold that has most. */
  readonly of: readonly Fold[]
  /** The labels of the version, the most frequent first. */
  readonly names: readonly string[]
  readonly ontology: Ontology
  /** What takes the fold away; null where nobody may. */
  readonly take: { readonly mutate: () => void; readonly isPending: boolean } | null
}

/** One fold: how many images, how many of each label beside the other folds, and a way to take it away. */
export function FoldCard({ fold, of, names, ontology, take }: Props) {
  const rows = names.slice(0, LABELS_SHOWN).map((name) => ({
    name,
    own: countIn(fold, name),
    most: Math.max(...of.map((one) => countIn(one, name))),
    color: ontology.labels.find((label) => label.name === name)?.color ?? 'var(--ink-faint)',
  }))
  return (
    <li className={styles.fold} data-testid="fold">
      <div className={styles.head}>
        <b>{t('Fold {{number}}', { number: fold.fold + 1 })}</b>
        <span className={styles.soft}>{counted(fold.images, 'image')}</span>
        {take && (
          <ActButton act={take} variant="subtle" data-testid="export-fold">
            {t('Export')}
          </ActButton>
        )}
      </div>
      <Bar value={fold.images} most={Math.max(...of.map(({ images }) => images))} color="var(--ink-faint)" />
      <ul className={styles.labels}>
        {rows.map(({ name, own, most, color }) => (
          <li key={name} data-none={own === 0}>
            <LabelName name={name} ontology={ontology} />
            <Bar value={own} most={most} color={color} />
            <span>{count(own)}</span>
          </li>
        ))}
      </ul>
      <More fold={fold} names={names.slice(LABELS_SHOWN)} />
    </li>
  )
}

const countIn = ({ labels }: Fold, name: string): number => labels.find((label) => label.name === name)?.count ?? 0

/** The labels that have no bar: which of them the fold lacks, else how many they are. */
function More({ fold, names }: { fold: Fold; names: readonly string[] }) {
  if (names.length === 0) return null
  const missing = names.filter((name) => countIn(fold, name) === 0)
  return (
    <span className={styles.soft}>
      {missing.length === 0
        ? plural(names.length, 'and {{count}} more label', 'and {{count}} more labels')
        : t('without {{labels}}', { labels: missing.join(', ') })}
    </span>
  )
}

function Bar({ value, most, color }: { value: number; most: number; color: string }) {
  return (
    <span className={styles.track} aria-hidden="true">
      <span style={{ inlineSize: `${most === 0 ? 0 : (100 * value) / most}%`, background: color }} />
    </span>
  )
}
