import { createHash } from 'node:crypto'
import { markOf } from '../store/blob-mark.ts'
import { usedBlobs } from '../store/blob-uses.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Collections } from '../store/collections.ts'
import { ContentDamaged } from '../store/content-damaged.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'
import type { BackupManifest, KeptCollection } from './backup-manifest.ts'
import type { PartLimits, Repository } from './repository.ts'

/** Who lives now, what can be had again, and the list of backups themselves: in no backup. */
const LEFT_OUT: readonly string[] = ['workers', 'manifestLeaves', 'backups'] satisfies (keyof Collections)[]
/** Sessions and sign-in links end with an installation; the hashes of API tokens go on with it. */
const LASTING_SECRETS = { kind: 'api' }
/** The one that makes this very backup would be begun anew where it is restored. */
const OTHER_JOBS = { name: { $ne: 'backup' } }
/** By default the server forgets after five minutes what it held. */
const LONGEST_READING_SECONDS = 3600
const ROWS: PartLimits = { items: 256, bytes: 4e6 }
const NAMES: PartLimits = { items: 1024, bytes: 1e6 }

export interface BackupDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly repository: Repository
  readonly version: string
  /** Hears what is done, for people. */
  readonly say: (sentence: string) => void
}
/** What of an installation is kept. */
export interface BackupScope {
  /** The name of the one project, or null for everything. */
  readonly project: string | null
  /** Which rows of a collection; null for none. */
  readonly filterOf: (name: string) => object | null
  /** Which fields of them are left out. */
  readonly without: (name: string) => readonly string[]
}

const NARROWED: Readonly<Record<string, object>> = { secrets: LASTING_SECRETS, jobs: OTHER_JOBS }

/** Everything but what ends with the installation. */
export const WHOLE: BackupScope = {
  project: null,
  filterOf: (name) => (LEFT_OUT.includes(name) ? null : (NARROWED[name] ?? {})),
  without: () => [],
}

/** What a backup has cost. */
export interface BackedUp {
  readonly manifest: BackupManifest
  readonly name: string
  readonly copied: { readonly count: number; readonly bytes: number }
}

/**
 * Keeps an installation as it is at one moment while people work in it: all rows at one cluster time, then the contents that they name, which never
 * change. Only what the folder does not hold yet is written; the backup is there when all of it is.
 */
export async function backUp(deps: BackupDeps, scope: BackupScope = WHOLE): Promise<BackedUp> {
  const { store, repository, version } = deps
  const createdAt = Date.now()
  const usual = await store.whole.keepHistory(LONGEST_READING_SECONDS)
  const { collections, tree } = await keepRows(deps, scope).finally(() => usual !== null && store.whole.keepHistory(usual))
  const { copied, missing, ...blobs } = await copyBlobs(deps, tree)
  const manifest: BackupManifest = {
    format: 1,
    version,
    project: scope.project,
    createdAt,
    collections,
    blobs: { ...blobs, tree },
    missing,
    digest: digestOf(collections),
  }
  return { manifest, name: await repository.write(manifest), copied }
}

/** What tells two contents apart, whatever the parts they are kept in. */
export function digestOf(collections: readonly Pick<KeptCollection, 'name' | 'rows' | 'sha256'>[]): string {
  const said = collections.filter(({ rows }) => rows > 0).map(({ name, rows, sha256 }) => [name, rows, sha256])
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

function keepRows(deps: BackupDeps, { filterOf, without }: BackupScope) {
  const { store, repository, say } = deps
  return store.atOneTime(async (at) => {
    const collections: KeptCollection[] = []
    for (const name of await store.whole.names()) {
      const filter = filterOf(name)
      if (!filter) continue
      collections.push(await keepCollection(deps, name, store.whole.rows(name, filter, at, without(name))))
      say(`${collections.at(-1)?.rows} rows of ${name}`)
    }
    return { collections, tree: await repository.putItems('blobs', namesOfBlobs(deps, filterOf, at), NAMES) }
  })
}

async function keepCollection(
  { repository }: BackupDeps,
  name: string,
  found: AsyncIterable<Uint8Array>,
): Promise<KeptCollection> {
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const row of found) {
      hash.update(row)
      rows++
      bytes += row.length
      yield row
    }
  }
  const tree = await repository.putItems(name, measured(), ROWS)
  return { name, rows, bytes, sha256: hash.digest('hex'), tree }
}

async function* namesOfBlobs(
  { store, blobs }: BackupDeps,
  filterOf: BackupScope['filterOf'],
  at: OneTime,
): AsyncGenerator<Uint8Array> {
  for await (const hash of usedBlobs(store, blobs, at, filterOf)) yield Buffer.from(`${hash}\n`)
}

async function copyBlobs(deps: BackupDeps, tree: string | null) {
  const { repository, say } = deps
  const missing = new Set<string>()
  const copied = { count: 0, bytes: 0 }
  // A content is named by every row that needs it. The marks are for the count alone: each name is looked at.
  const kept = new Set<number>()
  for await (const part of repository.parts(tree)) {
    for (const hash of linesOf(part)) {
      const came = missing.has(hash) ? null : await copyBlob(deps, hash)
      if (came) kept.add(markOf(hash))
      else missing.add(hash)
      copied.count += came?.count ?? 0
      copied.bytes += came?.bytes ?? 0
    }
    say(`${kept.size} contents, ${copied.count} of them new`)
  }
  return { count: kept.size, copied, missing: [...missing] }
}

// What is gone (null) was deleted after the moment that is kept; what has another hash than its name is worth nothing, and must not keep the rest out.
async function copyBlob({ blobs, repository }: BackupDeps, hash: string): Promise<BackedUp['copied'] | null> {
  if (await repository.contents.keep(hash)) return { count: 0, bytes: 0 }
  if (!(await blobs.has(hash))) return null
  try {
    const put = await repository.contents.put({ stream: blobs.open(hash) })
    return put.hash === hash ? { count: 1, bytes: put.bytes } : null
  } catch (error) {
    if (error instanceof ContentDamaged) return null
    throw error
  }
}

/** The lines of a part that hold names. */
export const linesOf = (part: Buffer): string[] => part.toString('utf8').split('\n').filter(Boolean)
