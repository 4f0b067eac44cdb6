import type { ProjectId } from '#shared/domain/ids.ts'
import type { JobContext } from '../jobs/runner.ts'
import { type BlobStore, OWN_KEEPING_MS } from '../store/blobs.ts'
import type { AssetRow } from '../store/collections.ts'
import { removeAssets } from '../store/remove-assets.ts'
import type { Store } from '../store/store.ts'

const ASSETS_AT_A_TIME = 500

/**
 * Deletes the images of a project that is going, with what is about them, and the contents that nobody else needs: not those that another project holds
 * too, nor those that somebody has put or kept since they came, whose images may not be there yet. `besides` are projects that hold images though they
 * are on no list any more. Gives how many there were.
 */
export async function deleteAssets(
  { store, blobs }: { readonly store: Store; readonly blobs: BlobStore },
  { signal, progress }: JobContext,
  projectId: ProjectId,
  besides: readonly ProjectId[] = [],
): Promise<number> {
  const total = await store.assets.countDocuments({ projectId })
  for (let done = 0; ; done += ASSETS_AT_A_TIME) {
    signal.throwIfAborted()
    const rows = await store.assets.find({ projectId }).limit(ASSETS_AT_A_TIME).toArray()
    if (rows.length === 0) return total
    // Each time anew: a branch or another import may have come meanwhile.
    const kept = await contentsOfOthers(store, rows, [...(await projectsBut(store, projectId)), ...besides])
    for (const row of rows) {
      const own = contentsOf(row).filter((content) => !kept.has(content))
      await Promise.all(own.map((content) => blobs.removeUnlessKept(content, row.createdAt + OWN_KEEPING_MS)))
    }
    await removeAssets(store, rows)
    await progress(Math.min(1, (done + rows.length) / Math.max(total, 1)), `${done + rows.length} of ${total} images deleted`)
  }
}

/** All projects that are there, but one. */
export const projectsBut = async (store: Pick<Store, 'projects'>, projectId: ProjectId): Promise<ProjectId[]> =>
  (await store.projects.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id).filter((id) => id !== projectId)

/** What other projects need of the contents of some images: the same files, and thumbnails of files that differ in what is written in them alone. */
async function contentsOfOthers(
  store: Pick<Store, 'assets'>,
  rows: readonly AssetRow[],
  others: readonly ProjectId[],
): Promise<ReadonlySet<string>> {
  const hashes = [...new Set(rows.flatMap(({ hash, bare }) => (bare === undefined ? hash : [hash, bare])))]
  const projectId = { $in: [...others] }
  const fields = { projection: { hash: 1, thumbnail: 1, pyramid: 1 } } as const
  const [same, stripped] = await Promise.all([
    store.assets.find({ projectId, hash: { $in: hashes } }, { ...fields, hint: { projectId: 1, hash: 1 } }).toArray(),
    store.assets.find({ projectId, bare: { $in: hashes } }, { ...fields, hint: { projectId: 1, bare: 1 } }).toArray(),
  ])
  return new Set([...same, ...stripped].flatMap(contentsOf))
}

const contentsOf = ({ hash, thumbnail, pyramid }: Pick<AssetRow, 'hash' | 'thumbnail' | 'pyramid'>): string[] =>
  pyramid ? [hash, thumbnail, pyramid] : [hash, thumbnail]
