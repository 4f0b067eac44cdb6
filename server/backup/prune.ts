import { markOf } from '../store/blob-mark.ts'
import { readTree, treeParts } from '../store/blob-tree.ts'
import { clearUnfinished } from '../store/clear-unfinished.ts'
import { linesOf } from './back-up.ts'
import type { BackupManifest } from './backup-manifest.ts'
import type { Repository } from './repository.ts'

/** What another backup writes into the same place meanwhile is younger. */
const GRACE_MS = 24 * 3600_000

/** What was taken away: backups by their names, and the contents that only they needed. */
export interface Pruned {
  readonly names: readonly string[]
  readonly contents: number
  readonly bytes: number
}

/** Keeps the newest so many backups of the whole installation; those of single projects all stay. What a backup that died has left half-written goes, too. */
export async function prune(repository: Repository, keep: number, now = Date.now()): Promise<Pruned> {
  await clearUnfinished(repository.contents, { dryRun: false })
  const all = await Promise.all((await repository.list()).map(async (name) => ({ name, manifest: await repository.read(name) })))
  const gone = all.filter(({ manifest }) => manifest.project === null).slice(0, -keep)
  if (gone.length === 0) return { names: [], contents: 0, bytes: 0 }
  const needed = new Set<number>()
  for (const { name, manifest } of all)
    if (!gone.some((one) => one.name === name))
      for await (const hash of contentsOf(repository, manifest)) needed.add(markOf(hash))
  for (const { name } of gone) await repository.remove(name)
  const [since, freed] = [now - GRACE_MS, { contents: 0, bytes: 0 }]
  for await (const { hash, bytes } of repository.contents.list()) {
    if (needed.has(markOf(hash)) || !(await repository.contents.removeUnlessKept(hash, since))) continue
    freed.contents++
    freed.bytes += bytes
  }
  return { names: gone.map(({ name }) => name), ...freed }
}

/** Every content of a backup: the trees of its rows and of its names, and what is named; some more than once. */
export async function* contentsOf(
  { contents, parts }: Repository,
  { collections, blobs, missing }: BackupManifest,
): AsyncGenerator<string> {
  for (const digest of [...collections.map(({ tree }) => tree), blobs.tree]) {
    const tree = digest === null ? null : await readTree(contents, digest)
    if (digest === null || !tree) continue
    yield digest
    for await (const { part } of treeParts(contents, tree.parts, () => false)) yield part
  }
  const gone = new Set(missing)
  for await (const part of parts(blobs.tree)) for (const hash of linesOf(part)) if (!gone.has(hash)) yield hash
}
