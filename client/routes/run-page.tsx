import { Button, Skeleton } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { tasks } from '#shared/tasks/index.ts'
import { call } from '../api.ts'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { RunPipeline } from '../components/pipeline/run-pipeline.tsx'
import { QueryError } from '../components/query-error.tsx'
import { runStateWord, runTone } from '../components/run-words.ts'
import { LoggedRun } from '../components/runs/logged-run.tsx'
import { RunCurves } from '../components/runs/run-curves.tsx'
import { RunFacts } from '../components/runs/run-facts.tsx'
import { RunLog } from '../components/runs/run-log.tsx'
import { RunProgressBar } from '../components/runs/run-progress-bar.tsx'
import { RunRecord } from '../components/runs/run-record.tsx'
import { StateTag } from '../components/state-tag.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { translated } from '../heard.ts'
import { plural, t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './run-page.module.css'

/** One training attempt: where it is, its curves as they grow, what it was given, what it said. */
export function RunPage() {
  const { projectId, runId } = useParams({ from: '/shell/projects/$projectId/runs/$runId' })
  const tracked = useQuery(queries.trackedRun(projectId, runId))
  const kind = tracked.data?.run.kind
  const own = useQuery({ ...queries.run(projectId, runId), enabled: kind !== undefined && kind !== 'logged' })
  const { data } = own
  const { data: project } = useQuery(queries.project(projectId))
  const unread = [tracked, own].find((query) => query.error && query.data === undefined)
  if (unread) return <QueryError what={t('The run')} error={unread.error} retry={() => void unread.refetch()} />
  if (kind === 'logged') return <LoggedRun projectId={projectId} runId={runId} />
  if (!data || !project)
    return (
      <Page title={<Skeleton width={260} height={26} />}>
        <Skeleton height={64} radius={12} />
        <Skeleton height={320} radius={12} />
      </Page>
    )
  const { run, curve, log } = data
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/runs" projectId={projectId} list={t('Runs')}>
          {t('Run {{number}}', { number: run.number })}
          <StateTag tone={runTone(run)}>{runStateWord(run)}</StateTag>
        </PageTrail>
      }
      lead={translated(run.message ?? run.trigger.reason)}
      actions={<Acts run={run} />}
    >
      <RunProgressBar run={run} />
      <RunPipeline run={run} log={log} />
      <RunCurves curve={curve} ontology={project.ontology} metricTitle={translated(tasks[project.task].metricTitle)} />
      <div className={styles.columns}>
        <Panel title={t('What it was given')}>
          <RunFacts run={run} />
        </Panel>
        <Panel title={t('Log')} aside={plural(log.length, '{{count}} line', '{{count}} lines')}>
          <RunLog log={log} />
        </Panel>
      </div>
      <RunRecord projectId={projectId} runId={runId} />
    </Page>
  )
}

function Acts({ run }: { run: Run }) {
  const mayTrain = useMay('loop:train', run.projectId)
  const stop = useAct(() => call(routes.loop.cancelRun, { params: { projectId: run.projectId, runId: run.id } }))
  if (run.trial)
    return (
      <Button component={Link} to={`/projects/${run.projectId}/runs/studies/${run.trial.studyId}`} variant="light">
        {t('To its study')}
      </Button>
    )
  if (run.modelVersion !== null)
    return (
      <Button component={Link} to={`/projects/${run.projectId}/models/${run.modelVersion}`} variant="light">
        {t('Model v{{version}}', { version: run.modelVersion })}
      </Button>
    )
  if (!isActiveRun(run) || !mayTrain) return null
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerStop size={14} />}
      onClick={() => stop.mutate()}
      loading={stop.isPending}
      data-testid="cancel-run"
    >
      {t('Stop')}
    </Button>
  )
}
