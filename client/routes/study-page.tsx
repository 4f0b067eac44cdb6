import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { searchMethods } from '#shared/domain/study.ts'
import type { StudySummary, TrialRun } from '#shared/routes/studies.ts'
import { tasks } from '#shared/tasks/index.ts'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { StateTag } from '../components/state-tag.tsx'
import { BestCurve } from '../components/studies/best-curve.tsx'
import { ImportanceBars } from '../components/studies/importance-bars.tsx'
import { ParallelCoordinates } from '../components/studies/parallel-coordinates.tsx'
import { type Brush, linesOf } from '../components/studies/parallel-lines.ts'
import { StudyActs } from '../components/studies/study-acts.tsx'
import { studyStateWord, studyTone } from '../components/studies/study-words.ts'
import { TrialTable } from '../components/studies/trial-table.tsx'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { duration } from '../figures.ts'
import { translated } from '../heard.ts'
import { plural, t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './run-page.module.css'
import own from './study-page.module.css'

/** As many as one looks at side by side. */
const COMPARED = 6

/** One study: what its runs have in common, how good they became, what mattered, and what to do next. */
export function StudyPage() {
  const { projectId, studyId } = useParams({ from: '/shell/projects/$projectId/runs/studies/$studyId' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(queries.study(projectId, studyId))
  const { data: project } = useQuery(queries.project(projectId))
  const { data: tunables } = useQuery(queries.tunables(projectId))
  const [brush, setBrush] = useState<Brush>({})
  const [hovered, setHovered] = useState<string | null>(null)
  const mayTrain = useMay('loop:train', projectId)
  const brushed = Object.keys(brush).length > 0
  usePageKeys(brushed ? [{ keys: 'escape', what: t('Show all runs again'), run: () => setBrush({}) }] : [])
  if (error && !data) return <QueryError what={t('The study')} error={error} retry={() => void refetch()} />
  if (!data || !project)
    return (
      <Page title={<Skeleton width={260} height={26} />}>
        <Skeleton height={340} radius={12} />
        <Skeleton height={240} radius={12} />
      </Page>
    )
  const { study, runs } = data
  const metricTitle = translated(tasks[project.task].metricTitle)
  const open = (run: TrialRun) => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: run.id } })
  const passing = new Set(linesOf(runs, study.space, brush).flatMap(({ run, shown }) => (shown ? [run.id] : [])))
  const listed = brushed ? runs.filter(({ id }) => passing.has(id)) : runs
  const hovering = { hovered, onHover: setHovered }
  return (
    <Page title={<Title study={study} />} lead={leadOf(study)} actions={mayTrain && <StudyActs study={study} />}>
      <Panel
        title={t('Parameters and figure')}
        aside={
          brushed ? (
            <Button size="compact-xs" variant="subtle" onClick={() => setBrush({})}>
              {t('Show all runs again')}
            </Button>
          ) : (
            t('Drag along an axis to see only what passes there')
          )
        }
      >
        <ParallelCoordinates
          runs={runs}
          space={study.space}
          tunables={tunables}
          metricTitle={metricTitle}
          brush={brush}
          onBrush={setBrush}
          onOpen={open}
          {...hovering}
        />
      </Panel>
      <div className={styles.columns}>
        <Panel title={t('Best so far')}>
          <BestCurve runs={runs} metricTitle={metricTitle} />
        </Panel>
        <Panel title={t('What matters')}>
          <ImportanceBars importance={study.importance} tunables={tunables} />
        </Panel>
      </div>
      <div className={own.acts}>
        <CompareBest runs={runs} />
      </div>
      <TrialTable
        runs={listed}
        space={study.space}
        tunables={tunables}
        bestRunId={study.best?.runId}
        onOpen={open}
        {...hovering}
      />
    </Page>
  )
}

// Of those that came as far as the best: shorter trainings do not compare.
function CompareBest({ runs }: { runs: readonly TrialRun[] }) {
  const ranked = linesOf(runs, [], {}).reverse()
  const furthest = Math.max(0, ...ranked.map(({ run }) => run.trial?.reached.at(-1)?.share ?? 0))
  const best = ranked.filter(({ run }) => run.trial?.reached.at(-1)?.share === furthest).slice(0, COMPARED)
  const projectId = best[0]?.run.projectId
  if (best.length < 2 || !projectId) return null
  return (
    <Link to="/projects/$projectId/runs/compare" params={{ projectId }} search={{ runs: best.map(({ run }) => run.id) }}>
      {t('Compare the best')}
    </Link>
  )
}

function Title({ study }: { study: StudySummary }) {
  const { projectId } = study
  return (
    <PageTrail to="/projects/$projectId/runs/studies" projectId={projectId} list={t('Studies')}>
      {t('Study {{number}}', { number: study.number })}
      <StateTag tone={studyTone(study)}>{studyStateWord(study)}</StateTag>
      {study.modelVersion !== null && (
        <Link to="/projects/$projectId/models/$version" params={{ projectId, version: study.modelVersion }}>
          {t('Model v{{version}}', { version: study.modelVersion })}
        </Link>
      )}
    </PageTrail>
  )
}

function leadOf({ message, method, progress, budget, snapshot }: StudySummary): string {
  if (message) return translated(message)
  const runs = plural(budget.runs, '{{count}} run', '{{count}} runs')
  const done = t('{{method}}, {{ended}} of {{runs}}, {{time}} of training', {
    method: translated(searchMethods[method].title),
    ended: progress.ended,
    runs,
    time: duration(progress.seconds),
  })
  return snapshot ? t('{{done}}, on snapshot {{number}}', { done, number: snapshot.number }) : done
}
