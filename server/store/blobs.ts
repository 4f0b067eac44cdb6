import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { Readable } from 'node:stream'
import { AppError, invalid, messageOf } from '../errors.ts'

const FILE_SCHEME = 'file:'
const INCOMING = '.incoming'
/** What a crash left in the incoming folder is removed after this long: by then nobody writes it any more. */
const STALE_INCOMING_MS = 24 * 3600 * 1000
const FULL_DISK_CODES = ['ENOSPC', 'EDQUOT']

export type BlobContent =
  | { readonly bytes: Uint8Array }
  | { readonly file: string }
  | { readonly stream: AsyncIterable<Uint8Array | string> }

/** Immutable contents named by their SHA-256. A folder today; nothing here keeps a bucket from answering the same. */
export interface BlobStore {
  /** Keeps a content durably; one that is there already is not written again. */
  put(content: BlobContent): Promise<{ hash: string; bytes: number }>
  /** A local file with the content. */
  path(hash: string): string
  open(hash: string): Readable
  has(hash: string): Promise<boolean>
  remove(hash: string): Promise<void>
  /** Throws where the blobs cannot be reached. */
  ping(): Promise<void>
}

/** Opens the blobs at `file:` and an absolute folder, making the folder where it is missing. */
export async function openBlobs(location: string): Promise<BlobStore> {
  const folder = location.slice(FILE_SCHEME.length)
  if (!location.startsWith(FILE_SCHEME) || !isAbsolute(folder))
    throw invalid(`Expected the blobs at "file:" and an absolute folder, got "${location}"`)
  const incoming = join(folder, INCOMING)
  await refusingFullDisk(folder, () => mkdir(incoming, { recursive: true }))
  await removeStale(incoming)
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  const has = (hash: string) => exists(pathOf(hash))

  return {
    path: pathOf,
    has,
    open: (hash) => createReadStream(pathOf(hash)),
    remove: (hash) => rm(pathOf(hash), { force: true }),
    ping: () => access(incoming, constants.R_OK | constants.W_OK),
    async put(content) {
      const known = await hashWithoutWriting(content)
      if (known && (await has(known.hash))) return known
      const temporary = join(incoming, randomUUID())
      try {
        return await refusingFullDisk(folder, async () => {
          const written = await write(temporary, chunksOf(content))
          await moveDurably(temporary, pathOf(written.hash))
          return written
        })
      } finally {
        await rm(temporary, { force: true })
      }
    },
  }
}

async function hashWithoutWriting(content: BlobContent): Promise<{ hash: string; bytes: number } | null> {
  if ('stream' in content) return null
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunksOf(content)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { hash: hash.digest('hex'), bytes }
}

function chunksOf(content: BlobContent): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array> {
  if ('bytes' in content) return [content.bytes]
  if ('file' in content) return createReadStream(content.file)
  return content.stream
}

async function write(path: string, chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>) {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'wx')
  try {
    for await (const chunk of chunks) {
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      hash.update(data)
      bytes += data.length
      await file.writeFile(data)
    }
    await file.datasync()
  } finally {
    await file.close()
  }
  return { hash: hash.digest('hex'), bytes }
}

// The name must be as durable as the bytes: a document is about to point at it.
async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
  const folder = await open(dirname(to), 'r')
  try {
    await folder.datasync()
  } finally {
    await folder.close()
  }
}

async function refusingFullDisk<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!FULL_DISK_CODES.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new AppError('unavailable', `No space left in ${folder}: free some, then try again (${messageOf(error)})`)
  }
}

async function removeStale(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => null)
    if (found && found.mtimeMs < Date.now() - STALE_INCOMING_MS) await rm(path, { force: true })
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
