import { Link } from '@tanstack/react-router'
import type { Examination } from '#shared/domain/examination.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { count, decimal, metric, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { LabelName } from '../label-name.tsx'
import { adviceSentence } from './advice-words.ts'
import styles from './label-figures.module.css'
import { RangeBar } from './range-bar.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly look: Examination
}

/** Every label with its figure and interval, how it does where it is shown, and what to do about it. */
export function LabelFigures({ project, look }: Props) {
  const advice = new Map(look.advice.map((one) => [one.label, one]))
  return (
    <table className={styles.table} data-testid="label-figures">
      <thead>
        <tr>
          <th>{t('Label')}</th>
          <th data-number="true">{t('There')}</th>
          <th data-number="true">{translated(tasks[project.task].labelMetricTitle)}</th>
          <th>{t('95 % interval')}</th>
          <th data-number="true">{t('Shown from')}</th>
          <th data-number="true">{t('Right')}</th>
          <th data-number="true">{t('Found')}</th>
          <th>{t('What would help')}</th>
        </tr>
      </thead>
      <tbody>
        {look.perLabel.map(({ label, count: there, threshold, precision, recall, ...figure }) => {
          const said = advice.get(label)
          return (
            <tr key={label}>
              <td>
                <Link
                  to="/projects/$projectId/models/$version"
                  params={{ projectId: look.projectId, version: look.version }}
                  search={{ tab: 'cases', split: look.split, label }}
                  className={styles.label}
                >
                  <LabelName name={label} ontology={project.ontology} />
                </Link>
              </td>
              <td data-number="true">{count(there)}</td>
              <td data-number="true">
                <b>{metric(figure.value)}</b>
              </td>
              <td>
                <RangeBar {...figure} width={130} from={Math.min(0, figure.low ?? 0)} />
              </td>
              <td data-number="true">{threshold === null ? '–' : decimal(threshold, 2)}</td>
              <td data-number="true">{precision === null ? '–' : percent(precision)}</td>
              <td data-number="true">{recall === null ? '–' : percent(recall)}</td>
              <td className={styles.advice}>{said && adviceSentence(said, threshold !== null || precision !== null)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
