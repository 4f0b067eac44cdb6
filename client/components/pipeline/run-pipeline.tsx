import { Button } from '@mantine/core'
import { IconPlayerTrackNext } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Execution, StepExecution } from '#shared/domain/pipeline.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { RunLog } from '../runs/run-log.tsx'
import { StateTag } from '../state-tag.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { useNow } from '../use-now.ts'
import { PipelinePicture } from './pipeline-picture.tsx'
import styles from './run-pipeline.module.css'
import { stepNote, stepStateWord, stepTone } from './step-words.ts'

/** No notice says that a step has changed. */
const READ_AGAIN_MS = 2_000

interface Props {
  readonly run: Run
  readonly log: readonly { at: number; line: string; step: string }[]
}

/** How a run went through its pipeline: each step with its state and time, and what went in, came out and was said. */
export function RunPipeline({ run, log }: Props) {
  const { data: execution } = useQuery({
    ...queries.execution(run.projectId, run.id),
    refetchInterval: isActiveRun(run) && READ_AGAIN_MS,
  })
  const [selected, setSelected] = useState<string | null>(null)
  const now = useNow(isActiveRun(run))
  if (!execution) return null
  const state = execution.states.find(({ id }) => id === selected)
  return (
    <Panel
      title={t('Pipeline')}
      aside={
        execution.pipelineVersion === 0
          ? t('the loop as it comes')
          : t('version {{version}}', { version: execution.pipelineVersion })
      }
    >
      <PipelinePicture
        steps={execution.steps}
        states={execution.states}
        selected={selected}
        onSelect={(id) => setSelected((before) => (before === id ? null : id))}
        note={(_, one) => (one ? stepNote(one, now) : null)}
      />
      {state && <StepPanel state={state} log={log.filter(({ step }) => step === state.id)} />}
      <ResumeButton run={run} execution={execution} />
    </Panel>
  )
}

function StepPanel({ state, log }: { state: StepExecution; log: Props['log'] }) {
  return (
    <div className={styles.step} data-testid="step-panel">
      <p className={styles.line}>
        <strong>{state.id}</strong>
        <StateTag tone={stepTone(state)}>{stepStateWord(state)}</StateTag>
        {state.attempt > 1 && <span>{plural(state.attempt, '{{count}} attempt', '{{count}} attempts')}</span>}
        {state.message && <span>{translated(state.message)}</span>}
      </p>
      <div className={styles.columns}>
        <Figures title={t('Given')} value={state.inputs} />
        <Figures title={t('Result')} value={state.outputs} />
      </div>
      {log.length > 0 && <RunLog log={log} />}
    </div>
  )
}

function Figures({ title, value }: { title: string; value: unknown }) {
  return (
    <div>
      <h3 className={styles.title}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre className={styles.json} tabIndex={0}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  )
}

function ResumeButton({ run, execution }: { run: Run; execution: Execution }) {
  const mayTrain = useMay('loop:train', run.projectId)
  const cache = useQueryClient()
  const resume = useAct(async () => {
    await call(routes.pipelines.resume, { params: { projectId: run.projectId, runId: run.id } })
    await cache.invalidateQueries({ queryKey: projectKey(run.projectId) })
  })
  const stopped = execution.states.find(({ state }) => state === 'failed' || state === 'cancelled')
  if (!mayTrain || run.trial || !stopped || (run.state !== 'failed' && run.state !== 'cancelled')) return null
  return (
    <Button
      mt="md"
      variant="default"
      leftSection={<IconPlayerTrackNext size={14} />}
      loading={resume.isPending}
      onClick={() => resume.mutate()}
      data-testid="resume-run"
    >
      {t('Resume at {{step}}', { step: stopped.id })}
    </Button>
  )
}
