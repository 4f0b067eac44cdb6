import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import type { Store } from '../store/store.ts'

const THUMBNAILS_IN_MOSAIC = 4
const NO_ASSETS: Record<AssetStatus, number> = { new: 0, suggested: 0, begun: 0, review: 0, approved: 0, quarantined: 0 }

/** A project with the counts and figures that its card shows. */
export async function summarise(
  store: Pick<Store, 'assets' | 'annotations' | 'models' | 'users'>,
  project: Project,
): Promise<ProjectSummary> {
  const [assets, annotations, thumbnails, champion, working] = await Promise.all([
    assetsPerStatus(store, project.id),
    annotationsPerStatus(store, project.id),
    firstAssets(store, project.id),
    championFigures(store, project),
    peopleAtWork(store, project.id),
  ])
  return { ...project, assets, annotations, thumbnails, ...champion, working }
}

async function assetsPerStatus(store: Pick<Store, 'assets'>, projectId: ProjectId): Promise<Record<AssetStatus, number>> {
  const groups = await store.assets
    .aggregate<{ _id: AssetStatus; count: number }>([
      { $match: { projectId } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ])
    .toArray()
  return { ...NO_ASSETS, ...Object.fromEntries(groups.map(({ _id, count }) => [_id, count])) }
}

async function annotationsPerStatus(
  store: Pick<Store, 'annotations'>,
  projectId: ProjectId,
): Promise<ProjectSummary['annotations']> {
  const groups = await store.annotations
    .aggregate<{ _id: string; count: number }>([{ $match: { projectId } }, { $group: { _id: '$status', count: { $sum: 1 } } }])
    .toArray()
  const count = (status: string) => groups.find((group) => group._id === status)?.count ?? 0
  return { suggested: count('suggested'), draft: count('draft'), approved: count('approved') }
}

async function firstAssets(store: Pick<Store, 'assets'>, projectId: ProjectId): Promise<AssetId[]> {
  const rows = await store.assets
    .find({ projectId }, { projection: { _id: 1 } })
    .sort({ order: 1 })
    .limit(THUMBNAILS_IN_MOSAIC)
    .toArray()
  return rows.map((row) => row._id)
}

async function championFigures(
  store: Pick<Store, 'models'>,
  { id, champion }: Project,
): Promise<Pick<ProjectSummary, 'championMetric' | 'championTrend'>> {
  if (champion === null) return { championMetric: null, championTrend: null }
  const model = await store.models.findOne({ projectId: id, version: champion })
  const metric = model?.evaluation ? mainMetric(model.evaluation) : null
  return { championMetric: metric, championTrend: model?.gate?.difference ?? null }
}

async function peopleAtWork(store: Pick<Store, 'assets' | 'users'>, projectId: ProjectId): Promise<ProjectSummary['working']> {
  const rows = await store.assets
    .find({ projectId, reservedBy: { $type: 'string' }, reservedUntil: { $gt: Date.now() } }, { projection: { reservedBy: 1 } })
    .hint({ reservedBy: 1, projectId: 1 })
    .toArray()
  const ids = [...new Set(rows.flatMap((row) => row.reservedBy ?? []))]
  if (ids.length === 0) return []
  const users = await store.users.find({ _id: { $in: ids } }, { projection: { name: 1, color: 1 } }).toArray()
  return users.map(({ name, color }) => ({ name, color }))
}
