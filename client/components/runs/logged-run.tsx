import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { ago, duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { FactList } from '../fact-list.tsx'
import { Page, Panel } from '../page.tsx'
import { PageTrail } from '../page-trail.tsx'
import { QueryError } from '../query-error.tsx'
import { runSeconds } from '../run-words.ts'
import { StateTag } from '../state-tag.tsx'
import { MetricCurves } from './metric-curves.tsx'
import { figureWord } from './run-columns.ts'
import styles from './run-record.module.css'
import { RunRecord } from './run-record.tsx'
import { runTitle, trackedStateWord, trackedTone } from './tracked-words.ts'

interface Props {
  /** Its project, or the experiment that belongs to none. */
  readonly projectId: ProjectId
  readonly runId: RunId
  /** The way back to its list, where that is not the project's. */
  readonly back?: ReactNode
}

/** A run that a program logged over MLflow's interface: its curves, what it was given, and what is kept of it. */
export function LoggedRun({ projectId, runId, back }: Props) {
  const { data, error, refetch } = useQuery(queries.trackedRun(projectId, runId))
  if (error && !data) return <QueryError what={t('The run')} error={error} retry={() => void refetch()} />
  if (!data) return null
  const { run, metrics } = data
  const seconds = runSeconds(run)
  const title = (
    <>
      {runTitle(run)}
      <StateTag tone={trackedTone(run)}>{trackedStateWord(run)}</StateTag>
    </>
  )
  const figures = Object.entries(run.metrics).map(([name, value]) => [name, value === null ? null : figureWord(value)] as const)
  return (
    <Page
      title={
        back === undefined ? (
          <PageTrail to="/projects/$projectId/runs" projectId={projectId} list={t('Runs')}>
            {title}
          </PageTrail>
        ) : (
          <span className={styles.title}>
            {back}
            {title}
          </span>
        )
      }
      lead={t('Logged by {{user}}, {{when}}{{took}}', {
        user: run.userName,
        when: ago(run.startedAt),
        took: seconds === null ? '' : `, ${duration(seconds)}`,
      })}
    >
      <MetricCurves projectId={projectId} runId={runId} metrics={metrics.filter((name) => !name.startsWith('system/'))} />
      <div className={styles.columns}>
        <Panel title={t('What it was given')}>
          <FactList facts={Object.entries(run.params)} />
        </Panel>
        <Panel title={t('What it measured last')}>
          <FactList facts={figures} />
        </Panel>
      </div>
      <RunRecord projectId={projectId} runId={runId} />
    </Page>
  )
}
