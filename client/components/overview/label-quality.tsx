import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Model } from '#shared/domain/training.ts'
import type { Overview } from '#shared/routes/projects.ts'
import { labelMetrics, tasks } from '#shared/tasks/index.ts'
import { count, decimal, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { LabelName } from '../label-name.tsx'
import { Trend } from '../trend.tsx'
import { type LabelOutlook, labelOutlooks } from './label-outlook.ts'
import styles from './label-quality.module.css'
import { LabelTips } from './label-tips.tsx'

/** Every label: how much of it is approved, how well the champion knows it, what more of it is worth; and what to do about single ones. */
export function LabelQuality({ overview }: { overview: Overview }) {
  const { project, labels, learning } = overview
  const { data: models = [] } = useQuery(queries.models(project.id))
  const champion = models.find(({ version }) => version === project.champion)
  const outlooks = useMemo(() => labelOutlooks(learning), [learning])
  if (labels.length === 0) return <p className={styles.none}>{t('No labels yet: name them in the settings, or import some.')}</p>
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('Label')}</th>
            <th className={styles.number}>{t('Approved')}</th>
            <th className={styles.number}>{t('In test')}</th>
            <th>{t('{{figure}} of the champion', { figure: translated(tasks[project.task].labelMetricTitle) })}</th>
            <th className={styles.number}>{t('Change')}</th>
            {outlooks.length > 0 && <th className={styles.number}>{t('With half more')}</th>}
          </tr>
        </thead>
        <tbody>
          {labels.map(({ label, approved, floor }) => {
            const figures = figuresOf(champion, label)
            return (
              <tr key={label}>
                <td>
                  <LabelName name={label} ontology={project.ontology} />
                </td>
                <td
                  className={styles.number}
                  data-short={approved < floor}
                  title={approved < floor ? t('Needs {{floor}}', { floor }) : undefined}
                >
                  {count(approved)}
                  {approved < floor && <small> {t('of {{floor}}', { floor })}</small>}
                </td>
                <td className={styles.number}>{figures.count === null ? '–' : count(figures.count)}</td>
                <td>
                  <span className={styles.quality}>
                    <span className={styles.track}>
                      <span style={{ width: `${(figures.value ?? 0) * 100}%` }} />
                    </span>
                    <b>{metric(figures.value)}</b>
                  </span>
                </td>
                <td className={styles.number}>
                  <Trend value={figures.difference} />
                </td>
                {outlooks.length > 0 && <ExpectedCell outlook={outlooks.find((one) => one.label === label)} />}
              </tr>
            )
          })}
        </tbody>
      </table>
      <LabelTips overview={overview} outlooks={outlooks} />
    </>
  )
}

/** What half as many examples again should make of a label, with 80 % of the chance. */
function ExpectedCell({ outlook }: { outlook: LabelOutlook | undefined }) {
  if (!outlook) return <td className={styles.number}>–</td>
  const { more, next } = outlook
  return (
    <td className={styles.number} title={t('With {{more}} examples more, by the models so far', { more: count(more) })}>
      {decimal(next.expected, 2)}
      <small>
        {' '}
        {decimal(next.low, 2)}–{decimal(next.high, 2)}
      </small>
    </td>
  )
}

function figuresOf(champion: Model | undefined, label: string) {
  const figures = champion?.evaluation && labelMetrics(champion.evaluation).find((one) => one.label === label)
  const difference = champion?.gate?.perLabel.find((one) => one.label === label)?.difference ?? null
  return { value: figures?.value ?? null, count: figures?.count ?? null, difference }
}
