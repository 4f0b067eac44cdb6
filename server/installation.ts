import { basename } from 'node:path'
import type { BackupRecord } from '#shared/domain/backup.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { backUp } from './backup/back-up.ts'
import type { BackupManifest } from './backup/backup-manifest.ts'
import { exportProject, importProject, type Moved } from './backup/move-project.ts'
import { openRepository } from './backup/repository.ts'
import { type Restored, restoreAll } from './backup/restore.ts'
import type { Config } from './config.ts'
import { derivedId } from './derived-id.ts'
import { notFound } from './errors.ts'
import { openBlobs } from './store/blobs.ts'
import { toStored } from './store/collections.ts'
import { holdDataFolder } from './store/data-folder.ts'
import { startMongod } from './store/mongod.ts'
import { livesOn, mongodFiles, readRecord } from './store/mongod-files.ts'
import { replicaSetUri } from './store/replica-set.ts'
import { openStore } from './store/store.ts'
import { type Swept, sweepBlobs } from './store/sweep-blobs.ts'
import { version } from './version.ts'

type Say = (sentence: string) => void

/**
 * An installation as a whole, for whoever has its files: its database is the one that runs (of MONGODB_URI or of the data folder), else it is started
 * and ended again. `close` it in a `finally`.
 */
export async function openInstallation(config: Config, say: Say) {
  const database = await databaseOf(config, say)
  const store = await openStore(database.uri)
  const blobs = await openBlobs(config.blobs)
  return {
    /** Keeps everything in a folder, beside what it holds already. */
    async backUp(folder: string): Promise<BackupRecord> {
      const started = performance.now()
      const repository = await openRepository(folder)
      const { manifest, copied } = await backUp({ store, blobs, repository, version, say })
      const record = recordOf(manifest, { folder, copied, seconds: (performance.now() - started) / 1000 })
      await store.backups.replaceOne({ _id: record.id }, toStored(record), { upsert: true })
      return record
    },

    /** Brings a backup (by default the newest of the folder) into this installation, which must be fresh. */
    async restore(folder: string, name?: string): Promise<Restored> {
      const repository = await openRepository(folder)
      return restoreAll({ store, blobs, repository, say }, await repository.read(name))
    },

    /** Keeps one project, by its name or id. */
    async exportProject(wanted: string, folder: string) {
      const row = await store.projects.findOne({ $or: [{ name: wanted }, { _id: wanted as ProjectId }] })
      if (!row) throw notFound(`The project ${wanted}`)
      const repository = await openRepository(folder)
      const { manifest, copied } = await exportProject(
        { store, blobs, repository, version, say },
        { id: row._id, name: row.name },
      )
      const { digest, collections, missing } = manifest
      return {
        project: row.name,
        digest,
        rows: rowsIn(collections),
        blobs: manifest.blobs.count,
        copied,
        missing: missing.length,
      }
    },

    async importProject(folder: string, name?: string): Promise<Moved> {
      const repository = await openRepository(folder)
      return importProject({ store, blobs, repository, say }, await repository.read(name))
    },

    sweep: (options: { dryRun: boolean; graceMs: number }): Promise<Swept> => sweepBlobs({ store, blobs }, options),

    async close(): Promise<void> {
      await store.close()
      await database.close()
    },
  }
}

async function databaseOf(config: Config, say: Say): Promise<{ uri: string; close(): Promise<void> }> {
  if (config.mongodbUri !== null) return { uri: config.mongodbUri, close: async () => undefined }
  const record = readRecord(mongodFiles(config.dataFolder))
  if (record !== null && livesOn(record)) return { uri: replicaSetUri(record.port), close: async () => undefined }
  const folder = holdDataFolder(config.dataFolder)
  const mongod = await startMongod({ dataFolder: config.dataFolder, log: say })
  return {
    uri: mongod.uri,
    async close() {
      await mongod.stop()
      folder.release()
    },
  }
}

function recordOf(
  { createdAt, collections, blobs, missing, digest }: BackupManifest,
  { folder, copied, seconds }: { folder: string; copied: BackupRecord['copied']; seconds: number },
): BackupRecord {
  return {
    id: derivedId('bak', digest, createdAt),
    createdAt,
    place: basename(folder),
    digest,
    rows: rowsIn(collections),
    rowBytes: collections.reduce((sum, { bytes }) => sum + bytes, 0),
    blobs: blobs.count,
    copied,
    missing: missing.length,
    seconds,
  }
}

const rowsIn = (collections: BackupManifest['collections']): number => collections.reduce((sum, { rows }) => sum + rows, 0)
