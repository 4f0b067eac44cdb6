import type { Study } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './importance-bars.module.css'
import { parameterTitle } from './study-words.ts'

/** How much of the differences in the figure each parameter accounts for. */
export function ImportanceBars({
  importance,
  tunables,
}: {
  importance: Study['importance']
  tunables: readonly Tunable[] | undefined
}) {
  if (importance.length === 0) return <p className={styles.none}>{t('Told once six runs have a figure.')}</p>
  return (
    <>
      <dl className={styles.bars} data-testid="importance">
        {importance.map(({ name, share }) => (
          <div key={name}>
            <dt>{parameterTitle(name, tunables)}</dt>
            <dd>
              <span className={styles.bar} style={{ inlineSize: `${share * 100}%` }} />
              <span className={styles.share}>{percent(share)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.none}>{t('Permutation importance on a small forest. Few runs make it rough.')}</p>
    </>
  )
}
