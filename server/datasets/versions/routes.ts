import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { routes } from '#shared/routes.ts'
import { conflict } from '../../errors.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { BlobStore } from '../../store/blobs.ts'
import { isDuplicateKey } from '../../store/duplicate-key.ts'
import { createProject, loadProject, updateProject } from '../../store/projects.ts'
import type { Store } from '../../store/store.ts'
import type { Mount } from '../../wire/mount.ts'
import type { ManifestHead } from '../manifest-lines.ts'
import { frozenOntology, manifestLines, readManifest } from '../snapshots.ts'
import { cardText } from './card-text.ts'
import { compareVersions } from './compare-versions.ts'
import type { LabelledEntry } from './folds.ts'
import { findLeaks, type KnownOfImage } from './leaks.ts'
import { loadVersion } from './load-version.ts'
import { showFolds } from './show-folds.ts'
import { versionCard } from './version-card.ts'

interface VersionDeps {
  readonly store: Pick<Store, 'projects' | 'snapshots' | 'assets' | 'users'>
  readonly blobs: BlobStore
  readonly queue: Queue
}

/** Mounts what is asked of versions. */
export function mountVersions(mount: Mount, { store, blobs, queue }: VersionDeps): void {
  const { versions } = routes
  mount(versions.show, async ({ params: { projectId, snapshotId } }) => {
    const { name } = await loadProject(store, projectId)
    const snapshot = await loadVersion(store, projectId, snapshotId)
    const card = await versionCard({ store, blobs }, snapshot)
    return { snapshot, card, markdown: cardText(name, snapshot, card) }
  })
  mount(versions.mark, async ({ params: { projectId, snapshotId }, body }) => {
    await loadVersion(store, projectId, snapshotId)
    try {
      await store.snapshots.updateOne({ _id: snapshotId }, { $set: { marks: body } })
    } catch (error) {
      if (isDuplicateKey(error, 'one_version_name')) throw conflict(`There is a version named "${body.name}" already`)
      throw error
    }
    return loadVersion(store, projectId, snapshotId)
  })
  mount(versions.compare, async ({ params: { projectId, snapshotId }, query }) => {
    const before = await loadVersion(store, projectId, query.before)
    const after = await loadVersion(store, projectId, snapshotId)
    const found = await compareVersions(blobs, before, after, { skip: query.cursor, limit: query.limit })
    const end = query.cursor + found.assets.length
    return { ...found, next: end < found.total ? end : null }
  })
  mount(versions.restore, async ({ params: { projectId, snapshotId }, body, user }) => {
    await loadVersion(store, projectId, snapshotId)
    const payload = { snapshotId, dryRun: body.dryRun, userId: user.id }
    const unique = body.dryRun ? {} : { unique: `restore:${projectId}` }
    return { jobId: (await queue.add({ name: 'restore-version', projectId, payload, ...unique })).id }
  })
  mount(versions.branch, async ({ params: { projectId, snapshotId }, body }) => {
    const snapshot = await loadVersion(store, projectId, snapshotId)
    const source = await loadProject(store, projectId)
    const { id } = await createProject(store, { name: body.name, task: source.task, labels: [] })
    const ontology = (await frozenOntology(blobs, snapshot)) ?? source.ontology
    await updateProject(store, id, { ontology, loop: source.loop })
    const { id: jobId } = await queue.add({
      name: 'branch',
      projectId: id,
      payload: { from: projectId, snapshotId, view: body.view },
    })
    return { projectId: id, jobId }
  })
  mount(versions.folds, async ({ params: { projectId, snapshotId }, query }) => {
    const snapshot = await loadVersion(store, projectId, snapshotId)
    const entries: LabelledEntry[] = []
    for await (const entry of readManifest(blobs, snapshot)) entries.push(labelledOnly(entry))
    const shown = await showFolds(entries, query, ...(await whatBinds(store, projectId)))
    return query.detail === 'all' ? shown : { ...shown, assets: [] }
  })
  mount(versions.leaks, async ({ params: { projectId, snapshotId } }) => {
    const snapshot = await loadVersion(store, projectId, snapshotId)
    const entries: ManifestHead[] = []
    for await (const { head } of manifestLines(blobs, snapshot)) entries.push(head)
    return findLeaks(entries, ...(await whatBinds(store, projectId)))
  })
}

// Shapes are most of what a version holds: all of them at once would fill the memory.
const labelledOnly = ({ assetId, name, split, group, video, annotations }: ManifestEntry): LabelledEntry => ({
  ...{ assetId, name, split, group, video },
  annotations: annotations.map(({ label }) => ({ label })),
})

/** What keeps images together: what is known of each, and the metadata that the project goes by. */
async function whatBinds(store: VersionDeps['store'], projectId: ProjectId) {
  const known = new Map<AssetId, KnownOfImage>()
  const rows = store.assets.find({ projectId }, { projection: { perceptualHash: 1, meta: 1 } }).sort({ order: 1 })
  for await (const { _id, ...row } of rows) known.set(_id, row)
  const { loop } = await loadProject(store, projectId)
  return [(assetId: AssetId) => known.get(assetId), loop.split.by] as const
}
