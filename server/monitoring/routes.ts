import { isUnsubmitted } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { MonitoringReport } from '#shared/domain/monitoring.ts'
import { routes } from '#shared/routes.ts'
import type { Queue } from '../jobs/queue.ts'
import type { MonitoringRow } from '../store/monitoring-rows.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { listAlerts } from './alert-records.ts'

const MOST_LOOKS = 60

type ReportStore = Pick<Store, 'projects' | 'monitorings' | 'looks' | 'alerts' | 'assets'>

/** Mounts what the monitoring found. */
export function mountMonitoring(mount: Mount, { store, queue }: { store: ReportStore; queue: Pick<Queue, 'add'> }): void {
  const { monitoring } = routes
  mount(monitoring.show, async ({ params }) => reportOf(store, params.projectId))
  mount(monitoring.look, async ({ params: { projectId } }) => {
    const job = await queue.add({ name: 'monitor', projectId, payload: {}, unique: monitorJob(projectId) })
    return { jobId: job.id }
  })
}

/** At most one of these waits or runs for a project. */
export const monitorJob = (projectId: ProjectId): string => `monitor:${projectId}`

async function reportOf(store: ReportStore, projectId: ProjectId): Promise<MonitoringReport> {
  const { champion, loop } = await loadProject(store, projectId)
  const [found, alerts] = await Promise.all([store.monitorings.findOne({ _id: projectId }), listAlerts(store, projectId)])
  // What was seen of another champion is no news.
  const current = found?.version === champion ? found : null
  return {
    state: loop.monitoring.enabled ? (champion === null ? 'waiting' : 'watching') : 'off',
    version: champion,
    lookedAt: current?.lookedAt ?? null,
    drift: current?.drift ?? [],
    drifters: await shownDrifters(store, current),
    looks: champion === null ? [] : await lastLooks(store, projectId, champion),
    quality: current?.quality ?? null,
    alerts,
  }
}

async function shownDrifters(store: ReportStore, found: MonitoringRow | null): Promise<MonitoringReport['drifters']> {
  const ids = (found?.drifters ?? []).map(({ assetId }) => assetId)
  const rows = await store.assets.find({ _id: { $in: ids } }, { projection: { status: 1, rank: 1 } }).toArray()
  const isWaiting = new Map(rows.map(({ _id, status, rank }) => [_id, isUnsubmitted(status) && rank !== 0]))
  return (found?.drifters ?? [])
    .filter(({ assetId }) => isWaiting.has(assetId))
    .map((drifter) => ({ ...drifter, waiting: isWaiting.get(drifter.assetId) ?? false }))
}

async function lastLooks(store: ReportStore, projectId: ProjectId, version: number): Promise<MonitoringReport['looks']> {
  const looks = await Promise.all(
    (['assets', 'served'] as const).map((source) =>
      store.looks.find({ projectId, version, source }).sort({ at: -1 }).limit(MOST_LOOKS).toArray(),
    ),
  )
  return looks.flat().sort((a, b) => a.at - b.at)
}
