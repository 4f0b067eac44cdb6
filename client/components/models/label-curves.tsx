import { SegmentedControl } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { LabelCurves as Curves, Examination } from '#shared/domain/examination.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { decimal, metric, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { Panel } from '../page.tsx'
import { type CurveLine, CurvePlot } from './curve-plot.tsx'
import styles from './label-curves.module.css'

interface Props {
  readonly project: ProjectSummary
  readonly look: Examination
}

/** More lines cannot be told apart: the labels that do worst are drawn. */
const MOST_LINES = 12
const UNKNOWN_COLOR = 'var(--ink-faint)'

/** Precision against recall, and for whole images the receiver operating characteristic, label by label. */
export function LabelCurves({ project, look }: Props) {
  const navigate = useNavigate()
  const [way, setWay] = useState<'pr' | 'roc'>('pr')
  const [inFocus, setInFocus] = useState<string | null>(null)
  const hasRoc = look.curves.some(({ roc }) => roc.length > 0)
  const drawn = [...look.curves].sort((a, b) => (a.averagePrecision ?? 1) - (b.averagePrecision ?? 1)).slice(0, MOST_LINES)
  const lines = drawn.map((curves) => lineOf(project, look, curves, way))
  const casesFrom = (label: string, score?: number) => ({
    to: '/projects/$projectId/models/$version' as const,
    params: { projectId: look.projectId, version: look.version },
    search: { tab: 'cases' as const, split: look.split, predicted: label, ...(score !== undefined && { least: score }) },
  })
  return (
    <Panel
      title={way === 'pr' ? t('Precision and recall') : t('True and false positives')}
      aside={
        hasRoc && (
          <SegmentedControl
            size="xs"
            value={way}
            onChange={(chosen) => setWay(chosen === 'roc' ? 'roc' : 'pr')}
            data={[
              { value: 'pr', label: t('precision / recall') },
              { value: 'roc', label: t('ROC') },
            ]}
          />
        )
      }
    >
      <div className={styles.columns}>
        <CurvePlot
          lines={lines}
          across={way === 'pr' ? t('recall') : t('share of the wrong ones')}
          up={way === 'pr' ? t('precision') : t('share of the right ones')}
          inFocus={inFocus}
          label={t('Curves by label')}
          tell={(line, [x, y, score]) =>
            way === 'pr'
              ? t('{{label}} from {{score}}: {{right}} right, finds {{recall}}', {
                  label: line.name,
                  score: decimal(score, 2),
                  right: percent(y),
                  recall: percent(x),
                })
              : t('{{label}} from {{score}}: {{found}} of the right ones, {{wrong}} of the wrong ones', {
                  label: line.name,
                  score: decimal(score, 2),
                  found: percent(y),
                  wrong: percent(x),
                })
          }
          onPick={(line, [, , score]) => void navigate(casesFrom(line.name, Math.floor(score * 1000) / 1000))}
        />
        <ul className={styles.names}>
          {drawn.map((curves, place) => (
            <li key={curves.label}>
              <Link
                {...casesFrom(curves.label)}
                onMouseEnter={() => setInFocus(curves.label)}
                onMouseLeave={() => setInFocus(null)}
                onFocus={() => setInFocus(curves.label)}
                onBlur={() => setInFocus(null)}
              >
                <i style={{ background: lines[place]?.color }} />
                <span>{curves.label}</span>
                <b>{metric(way === 'pr' ? curves.averagePrecision : curves.areaUnderRoc)}</b>
              </Link>
            </li>
          ))}
          <li className={styles.note}>
            {way === 'pr' ? t('The area under each; a dot marks where suggestions begin.') : t('The area under each.')}
          </li>
        </ul>
      </div>
    </Panel>
  )
}

function lineOf(project: ProjectSummary, look: Examination, curves: Curves, way: 'pr' | 'roc'): CurveLine {
  return {
    name: curves.label,
    color: project.ontology.labels.find(({ name }) => name === curves.label)?.color ?? UNKNOWN_COLOR,
    points: way === 'pr' ? curves.precisionRecall : curves.roc,
    shownFrom: way === 'pr' ? (look.perLabel.find(({ label }) => label === curves.label)?.threshold ?? null) : null,
  }
}
