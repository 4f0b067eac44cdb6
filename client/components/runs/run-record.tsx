import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { FactList } from '../fact-list.tsx'
import { Panel } from '../page.tsx'
import { MetricCurves } from './metric-curves.tsx'
import { RunArtifacts } from './run-artifacts.tsx'
import { RunEnvironment } from './run-environment.tsx'
import { RunNotes } from './run-notes.tsx'
import styles from './run-record.module.css'

const SYSTEM = 'system/'

/** What is kept of a run beside its curves: note and tags, what it left, what it ran on and what it used of the machine. */
export function RunRecord({ projectId, runId }: { projectId: ProjectId; runId: RunId }) {
  const { data } = useQuery(queries.trackedRun(projectId, runId))
  if (!data) return null
  const { run, artifacts, environment, metrics, inputs } = data
  const machine = metrics.filter((name) => name.startsWith(SYSTEM))
  return (
    <>
      <div className={styles.columns}>
        <Panel title={t('Notes')}>
          <RunNotes key={run.id} projectId={projectId} run={run} />
        </Panel>
        <Panel>
          <Tabs defaultValue="artifacts">
            <Tabs.List>
              <Tabs.Tab value="artifacts">{t('Artifacts')}</Tabs.Tab>
              {environment && <Tabs.Tab value="environment">{t('Environment')}</Tabs.Tab>}
              {inputs.length > 0 && <Tabs.Tab value="data">{t('Data')}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="artifacts" className={styles.panel}>
              <RunArtifacts projectId={projectId} runId={runId} artifacts={artifacts} />
            </Tabs.Panel>
            {environment && (
              <Tabs.Panel value="environment" className={styles.panel}>
                <RunEnvironment environment={environment} />
              </Tabs.Panel>
            )}
            <Tabs.Panel value="data" className={styles.panel}>
              <FactList facts={inputs.map(({ dataset: { name, digest } }) => [name, digest] as const)} />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </div>
      {machine.length > 0 && <MetricCurves projectId={projectId} runId={runId} metrics={machine} />}
    </>
  )
}
