import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { LABEL_MODELS, type Supervision } from '#shared/domain/labeling-function.ts'
import type { Project } from '#shared/domain/project.ts'
import { ago, count, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { FigureTable } from '../figure-table.tsx'
import { LabelName } from '../label-name.tsx'
import { Panel } from '../page.tsx'
import styles from './supervision-panel.module.css'

const MODEL_COLUMNS = [
  { title: t('Label model') },
  { title: t('Right'), number: true },
  { title: t('Of approved'), number: true },
  { title: t('Accuracy'), number: true },
]

/** What the functions said together when they were last applied, and how it fares against what people have approved. */
export function SupervisionPanel({ project, supervision }: { project: Project; supervision: Supervision }) {
  const { items, voted, at, models, model, balance, suggestions } = supervision
  return (
    <Panel title={t('What they say together')} aside={ago(at)}>
      <Text size="sm" mb="sm">
        {t('{{voted}} of {{items}} got at least one vote.', { voted: count(voted), items: count(items) })}{' '}
        {suggestions !== null && (
          <>
            {t('{{suggestions}} suggestions of theirs stand.', { suggestions: count(suggestions) })}{' '}
            <Link to="/projects/$projectId/triage" params={{ projectId: project.id }}>
              {t('Decide on them')}
            </Link>
          </>
        )}
      </Text>
      <div className={styles.columns}>
        <FigureTable columns={MODEL_COLUMNS}>
          {models.map((one) => (
            <tr key={one.model} title={translated(LABEL_MODELS[one.model].sentence)}>
              <td>
                {one.model === model ? (
                  <b>{translated(LABEL_MODELS[one.model].title)}</b>
                ) : (
                  translated(LABEL_MODELS[one.model].title)
                )}
              </td>
              <td data-number="true">{count(one.correct)}</td>
              <td data-number="true">{count(one.judged)}</td>
              <td data-number="true">
                {one.accuracy
                  ? t('{{value}} ({{low}} to {{high}})', {
                      value: percent(one.accuracy.value),
                      low: percent(one.accuracy.low),
                      high: percent(one.accuracy.high),
                    })
                  : '–'}
              </td>
            </tr>
          ))}
        </FigureTable>
        <ul className={styles.balance} aria-label={t('Shares of the labels')}>
          {balance.map(({ label, share }) => (
            <li key={label}>
              <LabelName name={label} ontology={project.ontology} />
              <span className="figure">{percent(share)}</span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}
