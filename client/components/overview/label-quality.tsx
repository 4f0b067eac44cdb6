import { useQuery } from '@tanstack/react-query'
import type { Model } from '#shared/domain/training.ts'
import type { Overview } from '#shared/routes/projects.ts'
import { labelMetrics, tasks } from '#shared/tasks/index.ts'
import { count, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { LabelName } from '../label-name.tsx'
import { Trend } from '../trend.tsx'
import styles from './label-quality.module.css'

/** Every label: how much of it is approved, and how well the champion knows it. */
export function LabelQuality({ overview: { project, labels } }: { overview: Overview }) {
  const { data: models = [] } = useQuery(queries.models(project.id))
  const champion = models.find(({ version }) => version === project.champion)
  if (labels.length === 0) return <p className={styles.none}>{t('No labels yet: name them in the settings, or import some.')}</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{t('Label')}</th>
          <th className={styles.number}>{t('Approved')}</th>
          <th className={styles.number}>{t('In test')}</th>
          <th>{t('{{figure}} of the champion', { figure: translated(tasks[project.task].labelMetricTitle) })}</th>
          <th className={styles.number}>{t('Change')}</th>
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
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function figuresOf(champion: Model | undefined, label: string) {
  const figures = champion?.evaluation && labelMetrics(champion.evaluation).find((one) => one.label === label)
  const difference = champion?.gate?.perLabel.find((one) => one.label === label)?.difference ?? null
  return { value: figures?.value ?? null, count: figures?.count ?? null, difference }
}
