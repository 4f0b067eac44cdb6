import type { ProjectId } from '#shared/domain/ids.ts'
import { invalid } from '../errors.ts'
import type { JobContext, JobHandler } from '../jobs/runner.ts'
import { readTree, treeParts } from '../store/blob-tree.ts'
import type { BlobStore } from '../store/blobs.ts'
import { removeArchives } from '../store/export-archives.ts'
import { removeSegmenter } from '../store/segmenters.ts'
import { forgetSplitCounts } from '../store/split-counts.ts'
import { removeStartingPoints } from '../store/starting-points.ts'
import type { Store } from '../store/store.ts'
import { removeTrackedRuns } from '../store/tracked-runs.ts'
import { deleteAssets, projectsBut } from './delete-assets.ts'

interface DeletionDeps {
  readonly store: Store
  readonly blobs: BlobStore
}

/**
 * Deletes a project and everything in it, except blobs that other projects use too. Taken again after a crash it goes on: contents go
 * before the documents that point at them, and the project itself goes first, so that nobody works in it meanwhile.
 */
export function deleteProjectJob({ store, blobs }: DeletionDeps): JobHandler {
  return async (context) => {
    const { projectId } = context.job
    if (projectId === null) throw invalid('Expected a project to delete')
    await store.projects.deleteOne({ _id: projectId })
    await store.users.updateMany({ [`roles.${projectId}`]: { $exists: true } }, { $unset: { [`roles.${projectId}`]: '' } })
    await deleteBlindCopies({ store, blobs }, context, projectId)
    const assets = await deleteAssets({ store, blobs }, context, projectId)
    const others = await projectsBut(store, projectId)
    await deleteModels({ store, blobs }, projectId, others)
    await deleteSnapshots({ store, blobs }, projectId)
    await removeTrackedRuns({ store, blobs }, projectId)
    await deleteRuns(store, projectId)
    await store.studies.deleteMany({ projectId })
    await deleteExports({ store, blobs }, projectId)
    await removeSegmenter({ store, blobs }, projectId)
    await removeStartingPoints({ store, blobs }, projectId)
    await store.pipelines.deleteMany({ projectId })
    await store.pipelineSecrets.deleteOne({ _id: projectId })
    await store.executions.deleteMany({ projectId })
    await store.embeddingMaps.deleteOne({ _id: projectId })
    await store.ensembles.deleteOne({ _id: projectId })
    await store.deployments.deleteMany({ projectId })
    await store.decidedImages.deleteMany({ projectId })
    await store.shadowSightings.deleteMany({ projectId })
    await store.labelStudioHosts.deleteOne({ _id: projectId })
    await store.mlBackends.deleteMany({ projectId })
    await store.decisions.deleteMany({ projectId })
    await store.labelingFunctions.deleteMany({ projectId })
    await store.supervisions.deleteMany({ projectId })
    await store.ratingRounds.deleteMany({ projectId })
    await store.consensusMerges.deleteMany({ projectId })
    await store.counters.deleteOne({ _id: `rating-rounds:${projectId}` })
    await store.counters.deleteOne({ _id: `supervisions:${projectId}` })
    await store.alerts.deleteMany({ projectId })
    await store.hooks.deleteOne({ _id: projectId })
    await store.connections.deleteMany({ projectId })
    await store.takenFiles.deleteMany({ projectId })
    await store.subscriptions.deleteMany({ projectId })
    await store.deliveries.deleteMany({ projectId })
    await store.looks.deleteMany({ projectId })
    await store.servedSamples.deleteMany({ projectId })
    await store.monitorings.deleteOne({ _id: projectId })
    await store.qualityStates.deleteOne({ _id: projectId })
    await store.batchReports.deleteMany({ projectId })
    await store.jobs.deleteMany({ projectId, _id: { $ne: context.job._id } })
    await store.imports.deleteMany({ projectId })
    await store.savedViews.deleteMany({ projectId })
    await store.counters.deleteOne({ _id: `assets:${projectId}` })
    await forgetSplitCounts(store, projectId)
    return { assets }
  }
}

/** What raters did by themselves: projects of blind copies, whose images are the rated project's. */
async function deleteBlindCopies(deps: DeletionDeps, context: JobContext, projectId: ProjectId): Promise<void> {
  const { store } = deps
  const blind = await store.projects.find({ 'blind.of': projectId }, { projection: { _id: 1 } }).toArray()
  for (const { _id } of blind) {
    await deleteAssets(deps, context, _id, [projectId])
    await store.users.updateMany({ [`roles.${_id}`]: { $exists: true } }, { $unset: { [`roles.${_id}`]: '' } })
    await store.decisions.deleteMany({ projectId: _id })
    await store.projects.deleteOne({ _id })
  }
}

async function deleteModels({ store, blobs }: DeletionDeps, projectId: ProjectId, others: readonly ProjectId[]): Promise<void> {
  for await (const { _id, files } of store.models.find({ projectId })) {
    for (const { hash } of files) {
      const shared = await store.models.findOne({ projectId: { $in: [...others] }, 'files.hash': hash })
      if (!shared) await blobs.remove(hash)
    }
    await store.models.deleteOne({ _id })
  }
  await store.examinations.deleteMany({ projectId })
  await store.cases.deleteMany({ projectId })
}

// A manifest names the assets of its project: no other project has the same. Its parts are shared between snapshots, so all of them are found first.
async function deleteSnapshots({ store, blobs }: DeletionDeps, projectId: ProjectId): Promise<void> {
  const contents = new Set<string>()
  for await (const { digest, believed } of store.snapshots.find({ projectId })) {
    if (believed) contents.add(believed.digest)
    const tree = (await blobs.has(digest)) ? await readTree(blobs, digest) : null
    for await (const { part } of treeParts(blobs, tree?.parts ?? [], (one) => contents.has(one))) contents.add(part)
    contents.add(digest)
  }
  await store.snapshots.deleteMany({ projectId })
  await store.manifestLeaves.deleteMany({ projectId })
  for (const content of contents) await blobs.remove(content)
}

async function deleteExports(deps: DeletionDeps, projectId: ProjectId): Promise<void> {
  await removeArchives(deps, await deps.store.jobs.find({ projectId, name: 'export', state: 'succeeded' }).toArray())
}

async function deleteRuns(store: Store, projectId: ProjectId): Promise<void> {
  for await (const { _id } of store.runs.find({ projectId })) {
    await store.curves.deleteMany({ runId: _id })
    await store.runLogs.deleteMany({ runId: _id })
    await store.runs.deleteOne({ _id })
  }
}
