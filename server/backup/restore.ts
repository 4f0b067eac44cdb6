import { createHash } from 'node:crypto'
import { conflict, invalid } from '../errors.ts'
import { markOf } from '../store/blob-mark.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Collections } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { linesOf } from './back-up.ts'
import type { BackupManifest, KeptCollection } from './backup-manifest.ts'
import type { Repository } from './repository.ts'
import { rowsIn } from './rows-in.ts'

/** What people see of an installation hangs on these: they come last and together, so that before them nothing is there. */
const VISIBLE: readonly string[] = [
  'projects',
  'users',
  'jobs',
  'runs',
  'studies',
  'executions',
  'deployments',
  'experiments',
  'registeredModels',
  'pipelineTemplates',
  'subscriptions',
  'migrations',
] satisfies (keyof Collections | 'migrations')[]
/** MongoDB itself takes rows out of these when their time has come. */
const FORGETTING: readonly string[] = ['deliveries', 'servedSamples'] satisfies (keyof Collections)[]
/** An installation that holds any of these is somebody's. */
const IN_USE: readonly string[] = ['projects', 'experiments', 'loggedRuns', 'registeredModels'] satisfies (keyof Collections)[]
const ROWS_AT_ONCE = 1000

export interface RestoreDeps {
  readonly store: Store
  readonly blobs: Pick<BlobStore, 'keep' | 'put'>
  readonly repository: Repository
  readonly say: (sentence: string) => void
}

/** What came back, and that it is what was kept. */
export interface Restored {
  readonly rows: number
  readonly blobs: number
  readonly missing: readonly string[]
  readonly digest: string
}

/**
 * Brings a backup into a fresh installation, running or not. Contents first, then rows that nobody sees, then at one stroke what they hang on: an
 * interrupted restore has left nothing to see, and done again it completes. Every row is compared with what was kept before anybody sees it.
 */
export async function restoreAll(deps: RestoreDeps, manifest: BackupManifest): Promise<Restored> {
  const { store, say } = deps
  if (manifest.project !== null)
    throw invalid(`This is the project ${manifest.project} alone: bring it with \`project import-all\``)
  await refuseInUse(store)
  const blobs = await bringBlobs(deps, manifest)
  const hidden = manifest.collections.filter(({ name }) => !isLast(name))
  for (const kept of hidden) {
    await store.whole.clear(kept.name, {})
    await bringRows(deps, kept)
    await compare(store, kept)
    say(`${kept.rows} rows of ${kept.name}`)
  }
  await bringVisible(deps, manifest)
  const rows = manifest.collections.reduce((sum, kept) => sum + kept.rows, 0)
  return { rows, blobs, missing: manifest.missing, digest: manifest.digest }
}

/** Copies the contents of a backup that are not here yet; how many there are. */
export async function bringBlobs({ blobs, repository, say }: RestoreDeps, manifest: BackupManifest): Promise<number> {
  const missing = new Set(manifest.missing)
  const brought = new Set<number>()
  for await (const part of repository.parts(manifest.blobs.tree)) {
    for (const hash of linesOf(part)) {
      if (missing.has(hash)) continue
      brought.add(markOf(hash))
      if (await blobs.keep(hash)) continue
      if (!(await repository.contents.has(hash))) throw invalid(`The backup is not whole: ${hash} is missing`)
      const { hash: came } = await blobs.put({ stream: repository.contents.open(hash) })
      if (came !== hash) throw invalid(`The backup is damaged: ${hash} is not what it was`)
    }
    say(`${brought.size} of ${manifest.blobs.count} contents`)
  }
  return brought.size
}

/** Inserts the rows of one collection; those that are there already stay. `check` sees them before. */
export async function bringRows(
  { store, repository }: RestoreDeps,
  { name, tree }: KeptCollection,
  check: (rows: readonly Uint8Array[]) => void = () => undefined,
): Promise<void> {
  for await (const part of repository.parts(tree)) {
    const rows = [...rowsIn(part)]
    check(rows)
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await store.whole.insert(name, rows.slice(at, at + ROWS_AT_ONCE))
  }
}

/** All rows of a collection in memory, as they were kept or an error: only for small ones. */
export async function allRows(
  { repository }: Pick<RestoreDeps, 'repository'>,
  kept: KeptCollection | undefined,
): Promise<Uint8Array[]> {
  if (!kept) return []
  const rows: Uint8Array[] = []
  const hash = createHash('sha256')
  for await (const part of repository.parts(kept.tree)) {
    hash.update(part)
    rows.push(...rowsIn(part))
  }
  if (hash.digest('hex') !== kept.sha256) throw notTheSame(kept, rows.length)
  return rows
}

const isLast = (name: string): boolean => VISIBLE.includes(name) || name === 'secrets'

// Whoever signs in to this installation now is its first admin after it: who restores is not locked out.
async function bringVisible(deps: RestoreDeps, { collections }: BackupManifest): Promise<void> {
  const { store } = deps
  const of = (name: string) => collections.find((kept) => kept.name === name)
  const replacements = []
  for (const name of VISIBLE) replacements.push({ name, rows: await allRows(deps, of(name)) })
  const ways = await store.secrets.find({}).toArray()
  const admin = firstAdminIn(store, replacements.find(({ name }) => name === 'users')?.rows ?? [])
  const here = admin === null ? [] : ways.map((secret) => ({ ...secret, userId: admin }))
  replacements.push({ name: 'secrets', rows: await allRows(deps, of('secrets')), more: here })
  await store.whole.replaceTogether(replacements)
}

function firstAdminIn(store: Store, rows: readonly Uint8Array[]): string | null {
  const users = store.whole.read<{ _id: string; admin: boolean; createdAt: number }>(rows)
  const admins = users.filter(({ admin }) => admin).sort((a, b) => a.createdAt - b.createdAt)
  return admins[0]?._id ?? null
}

async function refuseInUse(store: Store): Promise<void> {
  for (const name of IN_USE)
    if (!(await store.whole.isEmpty(name)))
      throw conflict(
        `Expected a fresh installation to restore into, but this one has ${name}: start another one on an empty folder (LABELLOOP_DATA), nothing was changed here`,
      )
  const people = await store.users.countDocuments({})
  if (people > 1)
    throw conflict(`Expected a fresh installation to restore into, but ${people} people have an account in this one`)
}

async function compare(store: Store, { name, rows, sha256 }: KeptCollection): Promise<void> {
  if (FORGETTING.includes(name)) return
  const hash = createHash('sha256')
  let found = 0
  for await (const row of store.whole.rows(name, {}, null)) {
    hash.update(row)
    found++
  }
  if (found !== rows || hash.digest('hex') !== sha256) throw notTheSame({ name, rows }, found)
}

const notTheSame = ({ name, rows }: Pick<KeptCollection, 'name' | 'rows'>, found: number) =>
  invalid(`Expected the ${rows} rows of ${name} as they were kept, found ${found} that are not the same`)
