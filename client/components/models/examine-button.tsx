import { Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Split } from '#shared/domain/asset.ts'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import styles from './examine-button.module.css'

interface Props {
  readonly projectId: ProjectId
  readonly version: number
  readonly split: Split
}

const WORDS: Readonly<Record<Split, string>> = {
  train: t('Examine on the train split too'),
  validation: t('Examine on the validation split'),
  test: t('Examine on the test split'),
}

/** Lets the model predict on a split as it is approved now, and looks closely at what it said. */
export function ExamineButton({ projectId, version, split }: Props) {
  const [jobId, setJobId] = useState<JobId | null>(null)
  const { data: jobs = [] } = useQuery(queries.jobs(projectId))
  // Begun before this page was opened, or by somebody else.
  const begun = jobs.find(
    ({ name, state, payload }) =>
      name === 'evaluate' && !isFinished({ state }) && payload.version === version && payload.split === split,
  )?.id
  useEffect(() => {
    if (begun) setJobId(begun)
  }, [begun])
  const ask = useAct(async () => {
    const answer = await call(routes.loop.evaluate, { params: { projectId }, body: { version, split } })
    setJobId(answer.jobId)
  })
  if (jobId !== null) return <AtWork projectId={projectId} jobId={jobId} onEnd={() => setJobId(null)} />
  return (
    <Button size="xs" variant="default" onClick={() => ask.mutate()} loading={ask.isPending} data-testid="examine">
      {WORDS[split]}
    </Button>
  )
}

function AtWork({ projectId, jobId, onEnd }: { projectId: ProjectId; jobId: JobId; onEnd: () => void }) {
  const cache = useQueryClient()
  const { data: job } = useQuery(queries.job(jobId))
  const latest = useRef(onEnd)
  latest.current = onEnd
  useEffect(() => {
    if (!job || !isFinished(job)) return
    if (job.state !== 'succeeded' && job.reason !== null)
      notifications.show({ color: 'red', title: t('That did not work'), message: translated(job.reason) })
    void cache.invalidateQueries({ queryKey: projectKey(projectId) })
    latest.current()
  }, [job, cache, projectId])
  return (
    <span className={styles.atWork} aria-live="polite">
      <Loader size={14} /> {job?.progress ? translated(job.progress.message) : t('waits for the worker')}
    </span>
  )
}
