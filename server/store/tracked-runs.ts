import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import type { BlobStore } from './blobs.ts'
import { isFetchable } from './export-archives.ts'
import type { Store } from './store.ts'

type TrackedStore = Pick<
  Store,
  | 'experiments'
  | 'loggedRuns'
  | 'loggedModels'
  | 'metricSeries'
  | 'metricPoints'
  | 'metricSketches'
  | 'artifacts'
  | 'registeredModels'
  | 'registeredVersions'
  | 'assets'
  | 'models'
  | 'runs'
  | 'projects'
  | 'jobs'
>

/** Removes what outside clients logged into a project, and what its own runs were measured by. */
export async function removeTrackedRuns(deps: { store: TrackedStore; blobs: BlobStore }, projectId: ProjectId): Promise<void> {
  const { store } = deps
  const experimentId = projectId as string as ExperimentId
  const logged = await store.loggedRuns.find({ experimentId }, { projection: { _id: 1 } }).toArray()
  const models = await store.loggedModels.find({ experimentId }, { projection: { _id: 1 } }).toArray()
  const owners = [...logged, ...models].map(({ _id }) => String(_id))
  for (const owner of owners) await removeArtifacts(deps, owner)
  const own = await store.runs.find({ projectId }, { projection: { _id: 1 } }).toArray()
  await removePoints(
    store,
    [...own, ...logged].map(({ _id }) => _id),
  )
  await store.loggedModels.deleteMany({ experimentId })
  await store.loggedRuns.deleteMany({ experimentId })
  await store.registeredVersions.deleteMany({ name: projectId })
  await store.registeredModels.deleteMany({ projectId })
  await store.experiments.deleteOne({ _id: experimentId })
}

async function removePoints(store: TrackedStore, runs: readonly RunId[]): Promise<void> {
  const runId = { $in: [...runs] }
  await store.metricPoints.deleteMany({ runId })
  await store.metricSketches.deleteMany({ runId })
  await store.metricSeries.deleteMany({ runId })
}

// A content is removed with the last that points at it: other artifacts may, and so may an image, a model or the archive of an export of any project.
async function removeArtifacts({ store, blobs }: { store: TrackedStore; blobs: BlobStore }, owner: string): Promise<void> {
  const rows = await store.artifacts.find({ owner, path: { $gte: '' } }).toArray()
  for (const { _id, hash } of rows) {
    await store.artifacts.deleteOne({ _id })
    const isUsed = await store.artifacts.findOne({ hash }, { projection: { _id: 1 } })
    if (!isUsed && !(await isOfProject(store, hash)) && !(await isFetchable(store, hash))) await blobs.remove(hash)
  }
}

async function isOfProject(store: TrackedStore, hash: string): Promise<boolean> {
  const projectId = { $in: await store.assets.distinct('projectId') }
  const image = await store.assets.findOne({ projectId, hash }, { projection: { _id: 1 } })
  return image !== null || (await store.models.findOne({ projectId, 'files.hash': hash }, { projection: { _id: 1 } })) !== null
}
