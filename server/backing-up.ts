import type { BackupRecord } from '#shared/domain/backup.ts'
import { backUp } from './backup/back-up.ts'
import { loadPlan } from './backup/backup-plan.ts'
import { backupRecord } from './backup/backup-record.ts'
import { checkBackup } from './backup/check-backup.ts'
import { prune } from './backup/prune.ts'
import { openRepository } from './backup/repository.ts'
import type { Config } from './config.ts'
import { invalid, messageOf } from './errors.ts'
import type { JobHandler } from './jobs/runner.ts'
import type { BlobStore } from './store/blobs.ts'
import { toStored } from './store/collections.ts'
import type { Store } from './store/store.ts'
import { version } from './version.ts'

interface BackingUpDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly config: Pick<Config, 'backups' | 'buckets'>
}

/** Keeps everything in the server's place for backups, tries to restore it, and lets old ones go; its result is a BackupRecord. */
export function backupJob({ store, blobs, config }: BackingUpDeps): JobHandler {
  return async ({ signal, progress }): Promise<BackupRecord> => {
    const place = config.backups
    if (place === null)
      throw invalid('This worker has no place for backups: LABELLOOP_BACKUPS gives it one, as the server has it')
    const started = performance.now()
    const repository = await openRepository(place, config.buckets)
    const { plan } = await loadPlan(store, place)
    const say = (sentence: string) => {
      signal.throwIfAborted()
      void progress(null, sentence).catch(() => undefined)
    }
    const { manifest, name, copied } = await backUp({ store, blobs, repository, version, say })
    const seconds = (performance.now() - started) / 1000
    const kept = { ...backupRecord(manifest, { place, copied, seconds }), name, checkedAt: null }
    await store.backups.replaceOne({ _id: kept.id }, toStored(kept), { upsert: true })
    const record = plan.check ? { ...kept, checkedAt: await checked(manifest) } : kept
    await store.backups.replaceOne({ _id: kept.id }, toStored(record), { upsert: true })
    // Not before the new one is known to be good.
    const { names } = await prune(repository, plan.keep)
    await store.backups.deleteMany({ name: { $in: [...names] } })
    return record

    async function checked(of: typeof manifest): Promise<number> {
      await progress(null, 'Restoring it, to see whether it can be')
      try {
        await checkBackup({ store, repository, say }, of)
        return Date.now()
      } catch (error) {
        signal.throwIfAborted()
        throw invalid(`It was kept, but could not be restored: ${messageOf(error)}`)
      }
    }
  }
}
