import { paths } from '#shared/routes/data.ts'
import { type BlobStore, OWN_KEEPING_MS } from './blobs.ts'
import type { JobRow } from './collections.ts'
import type { Store } from './store.ts'

/** An archive may be fetched for this long after its export has ended. */
const FETCHED_WITHIN_MS = 24 * 3600 * 1000

/** The blob that an export has written, by the result of its job: the address of the archive ends with its hash. */
export const archiveIn = (result: unknown): string | undefined =>
  SHA256.exec(String((result as { download?: unknown } | null)?.download ?? ''))?.[0]

/** Whether the archive of an export may still be fetched; later it may be removed, and nobody misses it. */
export const mayBeFetched = ({ finishedAt }: Pick<JobRow, 'finishedAt'>, now = Date.now()): boolean =>
  (finishedAt ?? now) > now - FETCHED_WITHIN_MS

/** Whether an export of any project that is there has written this archive, and it may still be fetched: equal images and labels give equal bytes. */
export async function isFetchable({ projects, jobs }: Pick<Store, 'projects' | 'jobs'>, hash: string): Promise<boolean> {
  const there = await projects.find({}, { projection: { _id: 1 } }).toArray()
  const downloads = there.map(({ _id }) => paths.exported(_id, hash))
  const exports = await jobs.find({ 'result.download': { $in: downloads } }, { projection: { finishedAt: 1 } }).toArray()
  return exports.some((job) => mayBeFetched(job))
}

/**
 * Removes the archives of exports that nobody may fetch any more, except those that somebody else needs: an export that may be fetched, an artifact of a
 * run with the same bytes, or whoever has put them again since. Those are removed with the last of them, or swept.
 */
export async function removeArchives(
  { store, blobs }: { store: Pick<Store, 'projects' | 'jobs' | 'artifacts'>; blobs: BlobStore },
  exports: readonly Pick<JobRow, 'result' | 'finishedAt'>[],
): Promise<void> {
  for (const [hash, endedAt] of lastEnds(exports)) {
    if (!(await blobs.has(hash)) || (await isFetchable(store, hash))) continue
    if (await store.artifacts.findOne({ hash }, { projection: { _id: 1 } })) continue
    // One that was written again since is that of another export, which may not have ended yet.
    await blobs.removeUnlessKept(hash, endedAt + OWN_KEEPING_MS)
  }
}

/** When the last export ended that wrote each archive. */
function lastEnds(exports: readonly Pick<JobRow, 'result' | 'finishedAt'>[]): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { result, finishedAt } of exports) {
    const hash = archiveIn(result)
    if (hash) ends.set(hash, Math.max(ends.get(hash) ?? 0, finishedAt ?? 0))
  }
  return ends
}

const SHA256 = /[0-9a-f]{64}$/
