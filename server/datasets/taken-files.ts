import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { BlobStore } from '../store/blobs.ts'
import type { ConnectionRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** What was fetched from a place before, so that the same version of a file is fetched once. */
export interface TakenFiles {
  /** The content of a file as it was kept; null where it was not, or where another version lies there now. */
  open(path: string, version: string): Promise<Readable | null>
  remember(path: string, version: string, content: Uint8Array): Promise<void>
}

/** Remembers for a connection which content each file had; the contents are those of the images that the project holds. */
export function takenFiles(
  { store, blobs }: { store: Pick<Store, 'takenFiles'>; blobs: BlobStore },
  { _id: connection, projectId }: Pick<ConnectionRow, '_id' | 'projectId'>,
): TakenFiles {
  const keyOf = (path: string) => beginOf(connection) + path
  return {
    async open(path, version) {
      const known = version === '' ? null : await store.takenFiles.findOne({ _id: keyOf(path), version })
      return known && (await blobs.has(known.hash)) ? blobs.open(known.hash) : null
    },
    async remember(path, version, content) {
      if (version === '') return
      const hash = createHash('sha256').update(content).digest('hex')
      await store.takenFiles.replaceOne({ _id: keyOf(path) }, { projectId, version, hash }, { upsert: true })
    },
  }
}

/** Forgets what was fetched from a place. */
export async function forgetTaken(
  store: Pick<Store, 'takenFiles'>,
  { _id: connection }: Pick<ConnectionRow, '_id'>,
): Promise<void> {
  await store.takenFiles.deleteMany({ _id: { $gte: beginOf(connection), $lt: `${connection}${BEHIND_SEPARATOR}` } })
}

const SEPARATOR = ':'
/** The sign that comes next. */
const BEHIND_SEPARATOR = ';'
/** No name of a connection holds the separator: what begins like this is of this one alone. */
const beginOf = (connection: string): string => connection + SEPARATOR
