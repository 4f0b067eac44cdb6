import type { BackupRecord } from '#shared/domain/backup.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { backUp } from './backup/back-up.ts'
import { backupRecord, keptRows } from './backup/backup-record.ts'
import { exportProject, importProject, type Moved } from './backup/move-project.ts'
import { openRepository } from './backup/repository.ts'
import { type Restored, restoreAll } from './backup/restore.ts'
import type { Config } from './config.ts'
import { notFound } from './errors.ts'
import type { BlobStore } from './store/blobs.ts'
import { toStored } from './store/collections.ts'
import { holdDataFolder } from './store/data-folder.ts'
import { startMongod } from './store/mongod.ts'
import { livesOn, mongodFiles, readRecord } from './store/mongod-files.ts'
import { openBlobs } from './store/open-blobs.ts'
import { replicaSetUri } from './store/replica-set.ts'
import { openStore, type Store } from './store/store.ts'
import { type Swept, sweepBlobs } from './store/sweep-blobs.ts'
import { version } from './version.ts'

type Say = (sentence: string) => void

/**
 * An installation as a whole, for whoever has its files: its database is the one that runs (of MONGODB_URI or of the data folder), else it is started
 * and ended again. `close` it in a `finally`.
 */
export async function openInstallation(config: Config, say: Say) {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const uri = await databaseOf(config, say, closers)
    const store = await openStore(uri)
    closers.push(() => store.close())
    return { ...actsOn({ store, blobs: await openBlobs(config.blobs, config.buckets), buckets: config.buckets, say }), close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Opened {
  readonly store: Store
  readonly blobs: BlobStore
  readonly buckets: Config['buckets']
  readonly say: Say
}

function actsOn({ store, blobs, buckets, say }: Opened) {
  return {
    /** Keeps everything in a folder or a bucket, beside what it holds already. */
    async backUp(place: string): Promise<BackupRecord> {
      const started = performance.now()
      const repository = await openRepository(place, buckets)
      const { manifest, copied } = await backUp({ store, blobs, repository, version, say })
      const record = backupRecord(manifest, { place, copied, seconds: (performance.now() - started) / 1000 })
      await store.backups.replaceOne({ _id: record.id }, toStored(record), { upsert: true })
      return record
    },

    /** Brings a backup (by default the newest of the folder) into this installation, which must be fresh. */
    async restore(folder: string, name?: string): Promise<Restored> {
      const repository = await openRepository(folder, buckets)
      return restoreAll({ store, blobs, repository, say }, await repository.read(name))
    },

    /** Keeps one project, by its name or id. */
    async exportProject(wanted: string, folder: string) {
      const row = await store.projects.findOne({ $or: [{ name: wanted }, { _id: wanted as ProjectId }] })
      if (!row) throw notFound(`The project ${wanted}`)
      const repository = await openRepository(folder, buckets)
      const { manifest, copied } = await exportProject(
        { store, blobs, repository, version, say },
        { id: row._id, name: row.name },
      )
      const { digest, collections, missing } = manifest
      return {
        project: row.name,
        digest,
        rows: keptRows(collections),
        blobs: manifest.blobs.count,
        copied,
        missing: missing.length,
      }
    },

    /** Brings the project that a folder holds. */
    async importProject(folder: string): Promise<Moved> {
      const repository = await openRepository(folder, buckets)
      return importProject({ store, blobs, repository, say }, await repository.read())
    },

    sweep: (options: { dryRun: boolean; graceMs: number }): Promise<Swept> => sweepBlobs({ store, blobs }, options),
  }
}

async function databaseOf(config: Config, say: Say, closers: (() => unknown)[]): Promise<string> {
  if (config.mongodbUri !== null) return config.mongodbUri
  const record = readRecord(mongodFiles(config.dataFolder))
  if (record !== null && livesOn(record)) return replicaSetUri(record.port)
  const folder = holdDataFolder(config.dataFolder)
  closers.push(() => folder.release())
  const mongod = await startMongod({ dataFolder: config.dataFolder, log: say })
  closers.push(() => mongod.stop())
  return mongod.uri
}
