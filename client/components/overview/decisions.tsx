import type { Decision } from '#shared/domain/decision.ts'
import { ago } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { language, t } from '../../i18n.ts'
import styles from './decisions.module.css'

/** What happened and why, as sentences, newest first. */
export function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0)
    return <p className={styles.none}>{t('Imports, trainings, verdicts and promotions appear here, each with its reason.')}</p>
  return (
    <ol className={styles.list}>
      {decisions.map(({ id, at, type, sentence }) => (
        <li key={id} data-type={type}>
          <span className={styles.dot} />
          <span>{translated(sentence)}</span>
          <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString(language())}>
            {ago(at)}
          </time>
        </li>
      ))}
    </ol>
  )
}
