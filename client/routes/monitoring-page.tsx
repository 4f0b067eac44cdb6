import { Button, SegmentedControl, Skeleton, Text } from '@mantine/core'
import { IconActivityHeartbeat, IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { DriftReport, MonitoringReport, WatchedSource } from '#shared/domain/monitoring.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { RaisedAlerts, SettledAlerts } from '../components/monitoring/alerts.tsx'
import { Drifters } from '../components/monitoring/drifters.tsx'
import { LiveQualityPanel } from '../components/monitoring/live-quality.tsx'
import { SignalTable } from '../components/monitoring/signal-table.tsx'
import { Page, Panel } from '../components/page.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { ago, count } from '../figures.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

/** Whether images come as the champion learned them, and whether people still agree with it. */
export function MonitoringPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  const { data: report, error, refetch } = useQuery(queries.monitoring(projectId))
  if (error && !report) return <QueryError what={t('The monitoring')} error={error} retry={() => void refetch()} />
  return (
    <Page
      title={t('Monitoring')}
      lead={t('Whether images still come as the champion learned them, and whether people still agree with what it suggests.')}
      actions={report?.state === 'watching' && <LookNow projectId={projectId} lookedAt={report.lookedAt} />}
    >
      {project && report ? <Found project={project} report={report} /> : <Skeleton height={480} radius={12} />}
    </Page>
  )
}

function LookNow({ projectId, lookedAt }: { projectId: ProjectId; lookedAt: number | null }) {
  const mayLook = useMay('loop:train', projectId)
  const look = useAct(
    () => call(routes.monitoring.look, { params: { projectId } }),
    () => t('Looking at the newest images'),
  )
  if (!mayLook) return null
  return (
    <Button
      variant="default"
      leftSection={<IconEye size={15} />}
      loading={look.isPending}
      onClick={() => look.mutate()}
      title={lookedAt === null ? undefined : t('Last look {{ago}}', { ago: ago(lookedAt) })}
      data-testid="look-now"
    >
      {t('Look now')}
    </Button>
  )
}

function Found({ project, report }: { project: ProjectSummary; report: MonitoringReport }) {
  if (report.state === 'waiting')
    return (
      <EmptyState
        icon={IconActivityHeartbeat}
        title={t('Nothing to hold images against yet')}
        sentence={t('Monitoring begins with the first champion: what comes after it is held against what it learned from.')}
      >
        <Button component={Link} to={`/projects/${project.id}`} variant="light">
          {t('See how far the loop is')}
        </Button>
      </EmptyState>
    )
  if (report.state === 'off')
    return (
      <EmptyState
        icon={IconActivityHeartbeat}
        title={t('This project is not watched')}
        sentence={t('Monitoring is switched off in the settings of the loop.')}
      >
        <Button component={Link} to={`/projects/${project.id}/settings`} variant="light">
          {t('Open the settings')}
        </Button>
      </EmptyState>
    )
  return (
    <>
      <RaisedAlerts alerts={report.alerts} />
      <Drift report={report} />
      {report.drifters.length > 0 && <Drifters projectId={project.id} drifters={report.drifters} />}
      {report.quality && <LiveQualityPanel quality={report.quality} ontology={project.ontology} />}
      <Panel title={t('Earlier alerts')}>
        <SettledAlerts alerts={report.alerts} />
      </Panel>
    </>
  )
}

const SOURCES = {
  assets: t('Images of the project'),
  served: t('Sent for predictions'),
} as const satisfies Record<WatchedSource, string>

function Drift({ report: { drift, looks, lookedAt } }: { report: MonitoringReport }) {
  const [chosen, setChosen] = useState<WatchedSource | null>(null)
  const measured = drift.find(({ signals }) => signals.length > 0)
  const shown = drift.find(({ source }) => source === chosen) ?? measured
  if (!measured || !shown)
    return (
      <EmptyState
        icon={IconActivityHeartbeat}
        title={t('No new images yet')}
        sentence={
          lookedAt === null
            ? t('The first look is on its way: it takes a moment to measure the images.')
            : t('As soon as images come that the champion has not learned from, they are held against those it did.')
        }
      />
    )
  return (
    <Panel
      title={t('What changed')}
      aside={
        drift.length > 1 && (
          <SegmentedControl
            size="xs"
            value={shown.source}
            onChange={(source) => setChosen(source as WatchedSource)}
            data={drift.map((one) => ({ value: one.source, label: SOURCES[one.source] }))}
          />
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {shown.signals.length > 0 ? windowWords(shown) : t('No new images yet')}
      </Text>
      {shown.signals.length > 0 && <SignalTable report={shown} looks={looks} />}
    </Panel>
  )
}

const windowWords = ({ against, reference, current, untested }: DriftReport): string =>
  t('the newest {{current}} images against {{reference}} of {{against}}; {{untested}} since the last test', {
    current: count(current),
    reference: count(reference),
    against: translated(against),
    untested: count(untested),
  })
