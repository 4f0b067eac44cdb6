import { basename } from 'node:path'
import type { BackupRecord } from '#shared/domain/backup.ts'
import { derivedId } from '../derived-id.ts'
import type { BackupManifest } from './backup-manifest.ts'

/** What admins see of a backup; `place` is the folder or the bucket that it was kept in. */
export function backupRecord(
  { createdAt, collections, blobs, missing, digest }: BackupManifest,
  { place, copied, seconds }: { place: string; copied: BackupRecord['copied']; seconds: number },
): BackupRecord {
  return {
    id: derivedId('bak', digest, createdAt),
    createdAt,
    place: basename(place),
    digest,
    rows: keptRows(collections),
    rowBytes: collections.reduce((sum, { bytes }) => sum + bytes, 0),
    blobs: blobs.count,
    copied,
    missing: missing.length,
    seconds,
  }
}

/** The rows of all collections together. */
export const keptRows = (collections: BackupManifest['collections']): number =>
  collections.reduce((sum, { rows }) => sum + rows, 0)
