import type { Command } from 'commander'
import type { MonitoringReport } from '#shared/domain/monitoring.ts'
import { routes } from '#shared/routes.ts'
import { declare } from '../command.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'

const PERCENT = 100

/** `labelloop monitor`: whether images and people's corrections are as before. */
export function declareMonitoring(program: Command): void {
  declare<{ look: boolean }>(program, {
    usage: 'monitor <project>',
    summary: 'What drifted, what people correct, and the alerts about it',
    example: 'monitor "Blood cells" --look',
    options: (command) => command.option('--look', 'look at the newest images first', false),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const request = { params: { projectId } }
      if (options.look) await followJob(api, (await api.call(routes.monitoring.look, request)).jobId, terminal)
      const report = await api.call(routes.monitoring.show, request)
      terminal.result(report, reportText(report))
    },
  })
}

function reportText({ state, alerts, drift, quality }: MonitoringReport): string {
  if (state === 'off') return 'Monitoring is switched off in the settings'
  if (state === 'waiting') return 'There is no champion yet: nothing to hold images against'
  const raised = alerts.filter((alert) => alert.state === 'raised').map(({ sentence }) => `! ${sentence}`)
  const rows = drift.flatMap(({ source, signals }) =>
    signals.map(({ signal, state: found, size, p, adjusted }) => ({
      source,
      signal,
      state: found,
      size: size.toFixed(3),
      p: p.toFixed(4),
      adjusted: adjusted.toFixed(4),
    })),
  )
  const live = (quality?.all ?? []).map(({ label, precision, recall, iou }) => ({
    label: label ?? 'all labels',
    right: share(precision.value),
    found: share(recall.value),
    iou: iou?.toFixed(2) ?? '-',
  }))
  const parts = [raised.join('\n') || 'No alert is raised', rows.length > 0 ? table(rows) : 'No new images to look at']
  return [...parts, ...(live.length > 0 ? [table(live)] : [])].join('\n\n')
}

const share = (value: number | null): string => (value === null ? '-' : `${(value * PERCENT).toFixed(1)} %`)
