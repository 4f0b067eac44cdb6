import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { labelMetrics, tasks } from '#shared/tasks/index.ts'
import { count, decimal, metric, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { LabelName } from '../label-name.tsx'
import { Trend } from '../trend.tsx'
import { IntervalBar } from './interval-bar.tsx'
import styles from './label-table.module.css'

interface Props {
  readonly project: ProjectSummary
  readonly model: Model
}

/**
 * A model's figures per label: quality, that of the champion then on the very same images, the gate's interval, and from which
 * score it suggests.
 */
export function LabelTable({ project, model }: Props) {
  if (!model.evaluation) return <p className={styles.none}>{t('No figures: the test split holds no approved labels yet.')}</p>
  const against = model.gate?.against ?? null
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{t('Label')}</th>
          <th data-number="true">{t('In test')}</th>
          <th data-number="true">{translated(tasks[project.task].labelMetricTitle)}</th>
          {against !== null && <th data-number="true">{t('v{{against}} then', { against })}</th>}
          <th>{t('At the gate')}</th>
          <th>{t('Suggests from')}</th>
        </tr>
      </thead>
      <tbody>
        {labelMetrics(model.evaluation).map(({ label, value, count: objects }) => (
          <tr key={label}>
            <td>
              <LabelName name={label} ontology={project.ontology} />
            </td>
            <td data-number="true">{count(objects)}</td>
            <td data-number="true">
              <b>{metric(value)}</b>
            </td>
            {against !== null && <td data-number="true">{metric(championThen(model, label, value))}</td>}
            <td>
              <AtGate model={model} label={label} />
            </td>
            <td className={styles.soft}>{thresholdSentence(model, label)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

// The champion's own evaluation is of the test labels of its time; the gate measured both on the same ones.
function championThen({ gate }: Model, label: string, value: number | null): number | null {
  const difference = gate?.perLabel.find((one) => one.label === label)?.difference ?? null
  return value === null || difference === null ? null : value - difference
}

function AtGate({ model, label }: { model: Model; label: string }) {
  const figures = model.gate?.perLabel.find((one) => one.label === label)
  if (!figures || figures.difference === null || figures.low === null || figures.high === null)
    return <span className={styles.soft}>–</span>
  return (
    <span className={styles.gate} title={t('May lose {{margin}} at most', { margin: metric(figures.margin) })}>
      <IntervalBar low={figures.low} value={figures.difference} high={figures.high} width={150} />
      <Trend value={figures.difference} />
    </span>
  )
}

function thresholdSentence({ thresholds }: Model, label: string): string {
  const found = thresholds.find((one) => one.label === label)
  if (!found) return '–'
  if (found.threshold === null) return t('shows none: no score is sure enough')
  const score = decimal(found.threshold, 2)
  if (found.precision === null) return t('{{score}}, assumed', { score })
  const right = percent(found.precision)
  if (found.recall === null) return t('{{score}}: {{right}} right', { score, right })
  return t('{{score}}: {{right}} right, finds {{recall}}', { score, right, recall: percent(found.recall) })
}
