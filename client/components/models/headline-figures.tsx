import type { Examination, Interval } from '#shared/domain/examination.ts'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { decimal, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './headline-figures.module.css'
import { RangeBar } from './range-bar.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly model: Model
  readonly look: Examination
}

const TITLES: Readonly<Record<string, string>> = {
  map50: 'mAP50',
  map: 'mAP50-95',
  map75: 'mAP75',
  meanIou: t('IoU of all pixels'),
  accuracy: t('Accuracy'),
  macroF1: t('F1, mean of labels'),
  microF1: t('F1, all decisions'),
  mae: t('Mean error'),
  rmse: t('Root mean squared error'),
  nrmse: t('Error over range'),
  r2: 'R²',
  auroc: 'AUROC',
  averagePrecision: t('Average precision'),
}

/** Every headline figure with its interval, and how long an image takes. */
export function HeadlineFigures({ project, model, look }: Props) {
  const main = tasks[project.task].metricTitle
  const latency = (look.split === 'validation' ? model.validation : model.evaluation)?.latencyMs
  return (
    <dl className={styles.figures}>
      {look.figures.map(({ name, ...figure }, place) => (
        <div key={name} data-main={place === 0}>
          <dt>{place === 0 ? translated(main) : (TITLES[name] ?? name)}</dt>
          <dd>
            {metric(figure.value)}
            <Range figure={figure} />
          </dd>
        </div>
      ))}
      {latency !== undefined && (
        <div>
          <dt>{t('One image')}</dt>
          <dd>{decimal(latency, 0)} ms</dd>
        </div>
      )}
    </dl>
  )
}

function Range({ figure }: { figure: Interval }) {
  const { low, high } = figure
  if (low === null || high === null) return <span className={styles.range}>{t('no interval: too few images')}</span>
  const isShare = low >= 0 && high <= 1
  return (
    <span className={styles.range}>
      {isShare && <RangeBar {...figure} width={150} />}
      {t('{{low}} to {{high}}', { low: metric(low), high: metric(high) })}
    </span>
  )
}
