import { IconCircleCheck, IconHandStop } from '@tabler/icons-react'
import type { GateVerdict, NewestVerdict } from '#shared/domain/evaluation.ts'
import type { Model } from '#shared/domain/training.ts'
import { change, metric, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { IntervalBar } from './interval-bar.tsx'
import styles from './verdict.module.css'

/** The gate's decision in sentences, with the numbers it rests on. */
export function Verdict({ model: { gate } }: { model: Model }) {
  if (!gate)
    return (
      <p className={styles.none}>
        {t('This model has not been judged: its snapshot has no test split, or the run was told not to.')}
      </p>
    )
  const passed = gate.verdict === 'promote'
  const Icon = passed ? IconCircleCheck : IconHandStop
  return (
    <div className={styles.verdict} data-verdict={gate.verdict}>
      <div className={styles.headline}>
        <Icon size={20} stroke={1.7} />
        {passed ? t('Passed the gate') : t('Held at the gate')}
      </div>
      <ul className={styles.reasons}>
        {gate.reasons.map((reason) => (
          <li key={reason}>{translated(reason)}</li>
        ))}
        {gate.remarks.map((remark) => (
          <li key={remark} data-remark="true">
            {translated(remark)}
          </li>
        ))}
      </ul>
      {gate.newest && <p className={styles.newest}>{newestWords(gate.newest)}</p>}
      {gate.difference !== null && <Comparison gate={gate} difference={gate.difference} />}
    </div>
  )
}

function newestWords({ verdict, images, least, difference, low, high }: NewestVerdict): string {
  if (verdict === 'too-few')
    return t('Newest approved images: {{images}}, too few to judge by ({{least}} asked for).', { images, least })
  const values = { images, difference: change(difference ?? 0), low: change(low ?? 0), high: change(high ?? 0) }
  return verdict === 'agrees'
    ? t('On the {{images}} newest approved images {{difference}} ({{low}} to {{high}}): no reason to hold it.', values)
    : t('On the {{images}} newest approved images {{difference}} ({{low}} to {{high}}): worse.', values)
}

function Comparison({ gate, difference }: { gate: GateVerdict; difference: number }) {
  const { against, champion, challenger, low, high, probabilityBetter } = gate
  return (
    <div className={styles.comparison}>
      <dl className={styles.figures}>
        <div>
          <dt>{t('This one')}</dt>
          <dd>{metric(challenger)}</dd>
        </div>
        <div>
          <dt>{t('v{{against}}, champion then', { against })}</dt>
          <dd>{metric(champion)}</dd>
        </div>
        <div>
          <dt>{t('Difference')}</dt>
          <dd>{change(difference)}</dd>
        </div>
        <div>
          <dt>{t('Chance that it is better')}</dt>
          <dd>{probabilityBetter === null ? '–' : percent(probabilityBetter)}</dd>
        </div>
      </dl>
      {low !== null && high !== null && (
        <div className={styles.interval}>
          <IntervalBar low={low} value={difference} high={high} width={320} />
          <span>
            {t('95 % interval {{low}} to {{high}}, by resampling the test images', { low: change(low), high: change(high) })}
          </span>
        </div>
      )}
    </div>
  )
}
