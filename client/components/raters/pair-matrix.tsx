import type { Agreement } from '#shared/domain/raters.ts'
import { t } from '../../i18n.ts'
import styles from './pair-matrix.module.css'
import { coefficient, useRaterNames } from './rater-words.ts'

const PERCENT = 100

/** Every two raters with their kappa; the darker the better they agree. */
export function PairMatrix({ pairs }: Pick<Agreement, 'pairs'>) {
  const nameOf = useRaterNames()
  const raters = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const pairOf = (one: string, other: string) =>
    pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one))
  return (
    <table className={styles.matrix}>
      <thead>
        <tr>
          <th />
          {raters.map((rater) => (
            <th key={rater}>{nameOf(rater)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {raters.map((one) => (
          <tr key={one}>
            <th>{nameOf(one)}</th>
            {raters.map((other) => {
              const pair = pairOf(one, other)
              const depth = Math.max(0, pair?.kappa ?? 0) * PERCENT
              return (
                <td
                  key={other}
                  style={pair ? { background: `color-mix(in srgb, var(--accent-soft) ${depth}%, transparent)` } : undefined}
                  title={pair && t('{{units}} judged by both', { units: pair.units })}
                >
                  {pair ? coefficient(pair.kappa) : ''}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
