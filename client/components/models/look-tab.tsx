import type { Examination } from '#shared/domain/examination.ts'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import { Panel } from '../page.tsx'
import { CalibrationDiagram } from './calibration-diagram.tsx'
import { HeadlineFigures } from './headline-figures.tsx'
import { LabelCurves } from './label-curves.tsx'
import { LabelFigures } from './label-figures.tsx'
import styles from './look-tab.module.css'
import { MixedUpTable } from './mixed-up-table.tsx'
import { SlicesTable } from './slices-table.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly model: Model
  readonly look: Examination
}

/** The figures of a model on a split, each a way to the cases behind it. */
export function LookTab({ project, model, look }: Props) {
  const metricTitle = translated(tasks[project.task].metricTitle)
  const images = plural(
    look.images,
    'on {{count}} image of snapshot {{snapshot}}',
    'on {{count}} images of snapshot {{snapshot}}',
    {
      snapshot: look.snapshotNumber,
    },
  )
  return (
    <div className={styles.look} data-testid="look">
      <div className={styles.wide}>
        <Panel title={t('Figures')} aside={t('{{images}}; 95 % intervals by resampling the images', { images })}>
          <HeadlineFigures project={project} model={model} look={look} />
        </Panel>
      </div>
      <div className={styles.wide}>
        <Panel title={t('By label')} aside={t('right and found are counted where suggestions begin')}>
          <LabelFigures project={project} look={look} />
        </Panel>
      </div>
      <div className={styles.column}>
        {look.confusion && (
          <Panel title={t('What is taken for what')} aside={t('rows are the truth, columns the answer')}>
            <MixedUpTable look={look} />
          </Panel>
        )}
        {look.calibration && (
          <Panel title={t('Can its scores be believed?')} aside={t('on the dashed line they are probabilities')}>
            <CalibrationDiagram calibration={look.calibration} />
          </Panel>
        )}
      </div>
      <div className={styles.column}>
        {look.curves.length > 0 && <LabelCurves project={project} look={look} />}
        <Panel title={t('Parts of the split')} aside={t('the worst first; red is surely below the whole')}>
          <SlicesTable look={look} metricTitle={metricTitle} />
        </Panel>
      </div>
    </div>
  )
}
