import { ActionIcon, Progress, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { runShare, runStateWord, timeLeft } from '../run-words.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { Station } from './station.tsx'
import styles from './training-stations.module.css'

/** The newest frozen set of approved labels. */
export function SnapshotStation({ overview: { project, latestSnapshot, activeRun } }: { overview: Overview }) {
  return (
    <Station
      name="snapshot"
      title={t('Snapshot')}
      figure={latestSnapshot ?? '–'}
      note={latestSnapshot === null ? t('none yet') : t('frozen labels')}
      active={activeRun?.state === 'snapshot' || activeRun?.state === 'queued'}
      empty={latestSnapshot === null}
      link={(content, className) => (
        <Link to="/projects/$projectId/data" params={{ projectId: project.id }} className={className}>
          {content}
        </Link>
      )}
    />
  )
}

/** The run that trains now, with how far, how long and a way to stop. */
export function TrainingStation({ overview }: { overview: Overview }) {
  const { project, activeRun: run, learning } = overview
  const params = { projectId: project.id }
  const link = (content: ReactNode, className: string) =>
    run ? (
      <Link to="/projects/$projectId/runs/$runId" params={{ ...params, runId: run.id }} className={className}>
        {content}
      </Link>
    ) : (
      <Link to="/projects/$projectId/runs" params={params} className={className}>
        {content}
      </Link>
    )
  if (!run)
    return (
      <Station
        name="training"
        title={t('Training')}
        figure={t('Idle')}
        note={learning.length === 0 ? t('no run yet') : t('see the runs')}
        empty
        link={link}
      />
    )
  return (
    <Station
      name="training"
      title={t('Run {{number}}, {{state}}', { number: run.number, state: runStateWord(run) })}
      figure={<span className={styles.left}>{timeLeft(run)}</span>}
      note={
        run.metrics.validation === null
          ? run.architecture
          : t('validation {{figure}}', { figure: metric(run.metrics.validation) })
      }
      active
      link={link}
    >
      <Progress
        className={styles.bar}
        value={runShare(run) * 100}
        size={5}
        aria-label={t('Training')}
        transitionDuration={140}
        data-testid="training-bar"
      />
      <Stop overview={overview} />
    </Station>
  )
}

function Stop({ overview: { project, activeRun } }: { overview: Overview }) {
  const mayStop = useMay('loop:train', project.id)
  const stop = useAct(async () => {
    if (activeRun) await call(routes.loop.cancelRun, { params: { projectId: project.id, runId: activeRun.id } })
  })
  if (!mayStop) return null
  return (
    <Tooltip label={t('Stop this training')}>
      <ActionIcon
        className={styles.stop}
        size={24}
        variant="subtle"
        color="gray"
        aria-label={t('Stop this training')}
        loading={stop.isPending}
        onClick={() => stop.mutate()}
        data-testid="cancel-run"
      >
        <IconX size={14} />
      </ActionIcon>
    </Tooltip>
  )
}
