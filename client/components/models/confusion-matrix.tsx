import type { Evaluation } from '#shared/tasks/index.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './confusion-matrix.module.css'

type Classification = Extract<Evaluation, { task: 'classification' }>

const FAINTEST = 0.08

/** Truth by rows, answers by columns; each cell as strong as its share of the row. */
export function ConfusionMatrix({ evaluation: { perLabel, confusion } }: { evaluation: Classification }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th />
            {perLabel.map(({ label }) => (
              <th key={label} scope="col">
                <span>{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {perLabel.map(({ label: truth }, row) => {
            const cells = confusion[row] ?? []
            const total = cells.reduce((sum, value) => sum + value, 0)
            return (
              <tr key={truth}>
                <th scope="row">{truth}</th>
                {perLabel.map(({ label: answer }, column) => {
                  const value = cells[column] ?? 0
                  const share = total === 0 ? 0 : value / total
                  return (
                    <td
                      key={answer}
                      style={{ background: tint(share, row === column) }}
                      title={t('{{truth}} taken for {{answer}}: {{value}}', { truth, answer, value })}
                    >
                      {value === 0 ? '' : count(value)}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function tint(share: number, right: boolean): string {
  if (share === 0) return 'transparent'
  const strength = Math.round((FAINTEST + share * (1 - FAINTEST)) * 70)
  return `color-mix(in srgb, var(${right ? '--accent' : '--bad'}) ${strength}%, transparent)`
}
