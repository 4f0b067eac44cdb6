import type { ProjectId } from '#shared/domain/ids.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { baseName } from './sources/tree-path.ts'

/** An archive can be fetched for this long. */
const KEPT_MS = 24 * 3600 * 1000

/** Removes archives that a project's exports have written long ago, except those that a later export has written again. */
export async function removeOldExports(
  { store, blobs }: { store: Pick<Store, 'jobs'>; blobs: BlobStore },
  projectId: ProjectId,
  now = Date.now(),
): Promise<void> {
  const exports = await store.jobs.find({ projectId, name: 'export', state: 'succeeded' }).toArray()
  const hashes = (isKept: boolean) =>
    exports.filter(({ finishedAt }) => isKept === (finishedAt ?? now) > now - KEPT_MS).map(({ result }) => hashOf(result))
  const kept = new Set(hashes(true))
  for (const hash of hashes(false)) if (hash && !kept.has(hash)) await blobs.remove(hash)
}

const hashOf = (result: unknown): string | null => {
  const download = (result as { download?: unknown } | null)?.download
  return typeof download === 'string' ? baseName(download) : null
}
