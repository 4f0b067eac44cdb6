import { pipeline } from 'node:stream/promises'
import type { Router } from 'express'
import { may } from '#shared/policy.ts'
import { archivePath } from '#shared/routes/backups.ts'
import { routes } from '#shared/routes.ts'
import type { Config } from '../config.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate, Mount } from '../wire/mount.ts'
import { loadPlan, requestBackup, savePlan } from './backup-plan.ts'
import { contentsOf } from './prune.ts'
import { openRepository, type Repository } from './repository.ts'

const MOST_BACKUPS = 50

export interface BackupRouteDeps {
  readonly store: Pick<Store, 'backups' | 'backupPlans'>
  readonly queue: Queue
  readonly config: Pick<Config, 'backups' | 'buckets'>
  readonly app: Router
  readonly authenticate: Authenticate
  /** Files as one archive, piece by piece. */
  readonly archiveOf: (files: AsyncIterable<ArchivedFile>, contents: Repository['contents']) => AsyncIterable<Uint8Array>
}
/** A file of an archive: its bytes, or the content of the repository that it is. */
export interface ArchivedFile {
  readonly path: string
  readonly content: { readonly bytes: Iterable<Uint8Array> } | { readonly blob: string }
}

/** Mounts the list of backups, their schedule, making one, and one as an archive that can be restored elsewhere. */
export function mountBackups(mount: Mount, { store, queue, config, app, authenticate, archiveOf }: BackupRouteDeps): void {
  const { backups } = routes
  mount(backups.list, async () => {
    const rows = await store.backups.find({}).sort({ createdAt: -1 }).limit(MOST_BACKUPS).toArray()
    return rows.map(fromStored)
  })
  mount(backups.plan, () => loadPlan(store, config.backups))
  mount(backups.setPlan, async ({ body }) => {
    if (body.schedule !== null) expectPlace(config)
    await savePlan(store, body)
    return loadPlan(store, config.backups)
  })
  mount(backups.make, async () => {
    expectPlace(config)
    return { jobId: (await requestBackup({ store, queue })).jobId }
  })
  app.get(archivePath(':backupId'), async (request, response) => {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    if (!may(user, 'installation:manage', null)) throw forbidden(`${user.name} may not have backups`)
    const row = await store.backups.findOne({ _id: String(request.params.backupId) })
    if (!row?.name) throw notFound('This backup, in the place where the server keeps them,')
    const repository = await openRepository(expectPlace(config), config.buckets)
    const files = filesOf(repository, row.name, await repository.read(row.name))
    response.attachment(`labelloop-${row.name.replace('.json', '')}.zip`).type('application/zip')
    await pipeline(archiveOf(files, repository.contents), response)
  })
}

function expectPlace({ backups: place }: Pick<Config, 'backups'>): string {
  if (place !== null) return place
  throw invalid('This server has no place for backups: LABELLOOP_BACKUPS=/media/disk/labels (or s3://bucket/prefix) gives it one')
}

async function* filesOf(
  repository: Repository,
  name: string,
  manifest: Awaited<ReturnType<Repository['read']>>,
): AsyncGenerator<ArchivedFile> {
  const given = new Set<string>()
  for await (const hash of contentsOf(repository, manifest)) {
    if (given.has(hash)) continue
    given.add(hash)
    yield { path: `contents/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`, content: { blob: hash } }
  }
  yield { path: `backups/${name}`, content: { bytes: [Buffer.from(JSON.stringify(manifest))] } }
}
