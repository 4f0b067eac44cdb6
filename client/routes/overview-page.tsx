import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Overview } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { LoopPicture } from '../components/loop/loop-picture.tsx'
import { ApprovalCards } from '../components/models/approval-card.tsx'
import { DeploymentNote } from '../components/models/deployment-note.tsx'
import { Decisions } from '../components/overview/decisions.tsx'
import { Effort } from '../components/overview/effort.tsx'
import { LabelQuality } from '../components/overview/label-quality.tsx'
import { LearningCurve } from '../components/overview/learning-curve.tsx'
import { useAdvice } from '../components/overview/use-advice.ts'
import { Page, Panel } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { usePageKeys } from '../components/use-page-keys.ts'
import { useStartWork } from '../components/use-start-work.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './overview-page.module.css'
import { useProjectId } from './use-project-id.ts'

/** The loop as a live picture, what to do next, and how far it has come. */
export function OverviewPage() {
  const { data: overview, error, refetch } = useQuery(queries.overview(useProjectId()))
  if (error && !overview) return <QueryError what={t('The overview')} error={error} retry={() => void refetch()} />
  if (!overview) return <Waiting />
  return <Shown overview={overview} />
}

function Shown({ overview }: { overview: Overview }) {
  const { project, effort, decisions } = overview
  const start = useStartWork(project.id)
  const advice = useAdvice(overview, start.mutate)
  usePageKeys([
    { keys: 'a', what: t('Start annotating'), run: () => start.mutate('annotator') },
    { keys: 'v', what: t('Start reviewing'), run: () => start.mutate('reviewer') },
  ])
  return (
    <Page
      title={<span data-testid="advice">{advice.sentence}</span>}
      actions={advice.buttons.map(({ title, act, primary, testid }) => (
        <Button key={title} variant={primary ? 'filled' : 'default'} onClick={act} data-testid={testid}>
          {title}
        </Button>
      ))}
    >
      <LoopPicture overview={overview} />
      <ApprovalCards projectId={project.id} />
      <DeploymentNote projectId={project.id} />
      <div className={styles.grid}>
        <Panel
          title={t('Learning curve')}
          aside={t('{{metricTitle}} on the test split, by approved labels', {
            metricTitle: translated(tasks[project.task].metricTitle),
          })}
        >
          <LearningCurve overview={overview} task={project.task} />
        </Panel>
        <Panel title={t('Effort')} aside={t('by published times')}>
          <Effort effort={effort} />
        </Panel>
        <Panel title={t('Quality by label')}>
          <LabelQuality overview={overview} />
        </Panel>
        <Panel title={t('What happened')}>
          <Decisions decisions={decisions} />
        </Panel>
      </div>
    </Page>
  )
}

function Waiting() {
  return (
    <Page title={<Skeleton width={420} height={26} />}>
      <Skeleton height={218} radius={12} />
      <div className={styles.grid}>
        <Skeleton height={318} radius={12} />
        <Skeleton height={318} radius={12} />
        <Skeleton height={220} radius={12} />
        <Skeleton height={220} radius={12} />
      </div>
    </Page>
  )
}
