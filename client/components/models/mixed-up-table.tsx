import { Link } from '@tanstack/react-router'
import type { Examination } from '#shared/domain/examination.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './mixed-up-table.module.css'

interface Props {
  readonly look: Examination
}

const FAINTEST = 0.08
/** Per cent of the colour at most: the figure on it stays readable, dark and light. */
const STRONGEST = 50
/** A larger matrix is read by its worst cells, which stand first in the list of cases. */
const MOST_LABELS = 40

/** Truth by rows, claims by columns, nothing last; each cell as strong as its share of the row, and a way to its cases. */
export function MixedUpTable({ look }: Props) {
  if (!look.confusion) return null
  const { labels, counts } = look.confusion
  if (labels.length > MOST_LABELS)
    return (
      <p className={styles.none}>
        {t('{{labels}} labels are too many for a picture: the cases list what is mixed up.', { labels: labels.length })}
      </p>
    )
  const hasNothing =
    counts.some((row, place) => place === labels.length || (row[labels.length] ?? 0) > 0) && totalOfNothing(counts) > 0
  const places = hasNothing ? [...labels, null] : [...labels]
  return (
    <div className={styles.scroll}>
      <table className={styles.matrix} data-testid="mixed-up">
        <thead>
          <tr>
            <th />
            {places.map((claimed) => (
              <th key={claimed ?? ''} scope="col">
                <span>{claimed ?? t('nothing')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((truth, row) => (
            <tr key={truth ?? ''}>
              <th scope="row">{truth ?? t('nothing')}</th>
              {places.map((claimed, column) => (
                <td key={claimed ?? ''}>
                  <Cell
                    look={look}
                    truth={truth}
                    claimed={claimed}
                    value={counts[row]?.[column] ?? 0}
                    all={sum(counts[row] ?? [])}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps extends Props {
  readonly truth: string | null
  readonly claimed: string | null
  readonly value: number
  readonly all: number
}

function Cell({ look, truth, claimed, value, all }: CellProps) {
  if (value === 0) return null
  const isRight = truth !== null && truth === claimed
  const title =
    truth === null
      ? t('{{claimed}} where none is labelled: {{value}}', { claimed, value })
      : claimed === null
        ? t('{{truth}} missed: {{value}}', { truth, value })
        : t('{{truth}} taken for {{answer}}: {{value}}', { truth, answer: claimed, value })
  return (
    <Link
      to="/projects/$projectId/models/$version"
      params={{ projectId: look.projectId, version: look.version }}
      search={{ tab: 'cases', split: look.split, ...filterOf(truth, claimed) }}
      className={styles.cell}
      style={{ background: tint(truth === null ? 0.4 : value / all, isRight) }}
      title={title}
      aria-label={title}
    >
      {count(value)}
    </Link>
  )
}

/** The cases that a cell counts. */
function filterOf(truth: string | null, claimed: string | null) {
  if (truth === null) return { kind: 'false-positive,duplicate,misplaced', predicted: claimed ?? '' }
  if (claimed === null) return { kind: 'miss,misplaced', label: truth }
  return { kind: truth === claimed ? 'true-positive' : 'confusion', label: truth, predicted: claimed }
}

function tint(share: number, right: boolean): string {
  const strength = Math.round((FAINTEST + share * (1 - FAINTEST)) * STRONGEST)
  return `color-mix(in srgb, var(${right ? '--accent' : '--bad'}) ${strength}%, transparent)`
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const totalOfNothing = (counts: readonly (readonly number[])[]) =>
  sum(counts.at(-1) ?? []) + sum(counts.map((row) => row.at(-1) ?? 0))
