import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import { type JobContext, SkipJob } from '../jobs/runner.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { settleOthers } from './alert-records.ts'
import { judgeQuality } from './corrections/judge-quality.ts'
import { lookAtImages } from './look.ts'
import { measureBacklog } from './measure-assets.ts'
import { findUncovered } from './uncovered.ts'

/** Measured after the look, while nothing else is asked: the next look takes up the rest. */
const BACKLOG_AT_A_TIME = 2000

export interface MonitorDeps {
  readonly store: Store
  readonly fileOf: (hash: string) => Promise<string>
  readonly imagesOf: (snapshot: Snapshot) => Promise<AssetId[]>
  readonly championOf: (project: Project) => Promise<Model | null>
  readonly now?: () => number
}

/**
 * Looks at a project once: at the newest images, at those sent for predictions, at what people corrected; keeps what it saw, raises and
 * settles alerts. Taken up again after a crash it sees the same: every write is of what is there, not of what changed.
 */
export async function monitorProject(
  deps: MonitorDeps,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  project: Project,
): Promise<{ signals: number; drifted: number; decided: number; measured: number }> {
  const { store, now = Date.now } = deps
  if (!project.loop.monitoring.enabled) throw new SkipJob('Monitoring is switched off in the settings')
  const model = await deps.championOf(project)
  if (!model) {
    const measured = await measureBacklog({ ...deps, signal }, project.id, BACKLOG_AT_A_TIME)
    return { signals: 0, drifted: 0, decided: 0, measured }
  }
  await settleOthers(store, project.id, model.version, now())
  const snapshot = model.snapshotId === null ? null : await store.snapshots.findOne({ _id: model.snapshotId })
  // What comes while it looks is news to the next look.
  const lookedAt = now()
  await progress(null, 'Looking at the newest images')
  const seen = await lookAtImages({ ...deps, signal }, project, model, snapshot && fromStored(snapshot))
  await progress(null, 'Reading what people corrected')
  const before = await store.monitorings.findOne({ _id: project.id }, { projection: { version: 1, correctedUpTo: 1 } })
  const from = before?.version === model.version ? before.correctedUpTo : model.createdAt
  const { quality, upTo } = await judgeQuality({ store, signal, now }, project, model, from)
  const uncovered = await findUncovered(store, { projectId: project.id, version: model.version })
  await store.monitorings.replaceOne(
    { _id: project.id },
    { version: model.version, lookedAt, ...seen, quality, uncovered, correctedUpTo: upTo },
    { upsert: true },
  )
  const measured = await measureBacklog({ ...deps, signal }, project.id, BACKLOG_AT_A_TIME)
  const signals = seen.drift.flatMap((report) => report.signals)
  return {
    signals: signals.length,
    drifted: signals.filter(({ state }) => state === 'drifted').length,
    decided: quality.decided,
    measured,
  }
}

/** Whether something happened that the last look has not seen: images, decisions, another champion or other settings. */
export async function isLookDue(
  store: Pick<Store, 'monitorings' | 'assets' | 'operations' | 'servedSamples'>,
  project: Project,
): Promise<boolean> {
  if (!project.loop.monitoring.enabled || project.champion === null) return false
  const last = await store.monitorings.findOne({ _id: project.id }, { projection: { version: 1, lookedAt: 1, correctedUpTo: 1 } })
  if (last?.version !== project.champion) return true
  return hasNews(store, project.id, last)
}

async function hasNews(
  store: Pick<Store, 'assets' | 'operations' | 'servedSamples'>,
  projectId: ProjectId,
  { version, lookedAt, correctedUpTo }: { version: number; lookedAt: number; correctedUpTo: number },
): Promise<boolean> {
  const [commit, asset, sent] = await Promise.all([
    store.operations.findOne({ projectId, at: { $gt: correctedUpTo } }, { projection: { _id: 1 } }),
    store.assets.findOne({ projectId }, { sort: { order: -1 }, projection: { createdAt: 1 } }),
    store.servedSamples.findOne({ projectId, version, at: { $gt: new Date(lookedAt) } }, { projection: { _id: 1 } }),
  ])
  return commit !== null || sent !== null || (asset?.createdAt ?? 0) > lookedAt
}
