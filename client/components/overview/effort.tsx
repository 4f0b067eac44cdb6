import type { Overview } from '#shared/routes/projects.ts'
import { count, duration, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './effort.module.css'

const PARTS = [
  { key: 'drawn', title: t('Drawn by hand') },
  { key: 'fixed', title: t('Suggested, fixed') },
  { key: 'accepted', title: t('Suggested, accepted') },
  { key: 'rejected', title: t('Suggested, rejected') },
] as const

/** How the labels came about, what they cost people, and what drawing everything would have cost. */
export function Effort({ effort }: { effort: Overview['effort'] }) {
  const { seconds, secondsWithoutModel } = effort
  const made = effort.drawn + effort.fixed + effort.accepted
  const saved = secondsWithoutModel > 0 ? 1 - seconds / secondsWithoutModel : 0
  if (made + effort.rejected === 0)
    return <p className={styles.none}>{t('Once people label here, this shows how much of it the model took off their hands.')}</p>
  return (
    <div className={styles.effort}>
      <p className={styles.headline}>
        <b>{percent(Math.max(0, saved))}</b> {t('less work than drawing everything')}
      </p>
      <div className={styles.compare}>
        <Bar title={t('With the model')} seconds={seconds} of={Math.max(seconds, secondsWithoutModel)} accent />
        <Bar title={t('Drawing everything')} seconds={secondsWithoutModel} of={Math.max(seconds, secondsWithoutModel)} />
      </div>
      <dl className={styles.parts}>
        {PARTS.map(({ key, title }) => (
          <div key={key}>
            <dt data-part={key}>{title}</dt>
            <dd>{count(effort[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Bar({ title, seconds, of, accent = false }: { title: string; seconds: number; of: number; accent?: boolean }) {
  return (
    <div className={styles.bar} data-accent={accent}>
      <span>{title}</span>
      <span className={styles.track}>
        <span style={{ width: `${of === 0 ? 0 : (seconds / of) * 100}%` }} />
      </span>
      <span className={styles.time}>{duration(seconds)}</span>
    </div>
  )
}
