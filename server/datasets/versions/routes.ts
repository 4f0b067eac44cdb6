import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { routes } from '#shared/routes.ts'
import { conflict } from '../../errors.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { BlobStore } from '../../store/blobs.ts'
import { fromStored } from '../../store/collections.ts'
import { createProject, loadProject, updateProject } from '../../store/projects.ts'
import { isDuplicateKey, type Store } from '../../store/store.ts'
import type { Mount } from '../../wire/mount.ts'
import { frozenOntology, readManifest } from '../snapshots.ts'
import { cardText } from './card-text.ts'
import { compareVersions } from './compare-versions.ts'
import { foldsOf } from './folds.ts'
import { findLeaks, type KnownOfImage } from './leaks.ts'
import { loadVersion } from './load-version.ts'
import { versionCard } from './version-card.ts'

const MOST_BACKUPS = 50

interface VersionDeps {
  readonly store: Pick<Store, 'projects' | 'snapshots' | 'assets' | 'users' | 'backups'>
  readonly blobs: BlobStore
  readonly queue: Queue
}

/** Mounts what is asked of versions, and the list of backups. */
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
    const entries: ManifestEntry[] = []
    for await (const entry of readManifest(blobs, snapshot)) entries.push(entry)
    return shownFolds(entries, await foldsOf(entries, query), query.folds)
  })
  mount(versions.leaks, async ({ params: { projectId, snapshotId } }) => {
    const snapshot = await loadVersion(store, projectId, snapshotId)
    const entries: Omit<ManifestEntry, 'annotations'>[] = []
    for await (const { annotations: _annotations, ...entry } of readManifest(blobs, snapshot)) entries.push(entry)
    const known = await knownOfImages(store, projectId)
    return findLeaks(entries, (assetId) => known.get(assetId))
  })
  mount(versions.backups, async () => {
    const rows = await store.backups.find({}).sort({ createdAt: -1 }).limit(MOST_BACKUPS).toArray()
    return rows.map(fromStored)
  })
}

function shownFolds(entries: readonly ManifestEntry[], foldOf: ReadonlyMap<AssetId, number>, folds: number) {
  const shown = Array.from({ length: folds }, (_, fold) => ({ fold, images: 0, labels: new Map<string, number>() }))
  const assets = entries.flatMap(({ assetId, name, annotations }) => {
    const fold = foldOf.get(assetId)
    const counted = fold === undefined ? undefined : shown[fold]
    if (fold === undefined || !counted) return []
    counted.images++
    for (const { label } of annotations) counted.labels.set(label, (counted.labels.get(label) ?? 0) + 1)
    return [{ assetId, name, fold }]
  })
  const listed = (labels: ReadonlyMap<string, number>) =>
    [...labels].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { folds: shown.map((one) => ({ ...one, labels: listed(one.labels) })), assets }
}

async function knownOfImages(store: VersionDeps['store'], projectId: ProjectId): Promise<Map<AssetId, KnownOfImage>> {
  const known = new Map<AssetId, KnownOfImage>()
  const rows = store.assets.find({ projectId }, { projection: { perceptualHash: 1, meta: 1 } }).sort({ order: 1 })
  for await (const { _id, ...row } of rows) known.set(_id, row)
  return known
}
