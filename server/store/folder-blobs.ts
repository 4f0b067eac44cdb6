import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, messageOf } from '../errors.ts'
import type { BlobContent, BlobEntry, BlobStore } from './blobs.ts'

const INCOMING = '.incoming'
/** What a crash left in the incoming folder is removed after this long: by then nobody writes it any more. */
const STALE_INCOMING_MS = 24 * 3600 * 1000
/** Two folders of two hexadecimal digits each lie above a blob. */
const HASH_FOLDER = /^[0-9a-f]{2}$/
const FULL_DISK_CODES = ['ENOSPC', 'EDQUOT']

/** Opens the blobs in a folder, making it where it is missing. */
export async function openFolderBlobs(folder: string): Promise<BlobStore> {
  const incoming = join(folder, INCOMING)
  await refusingFullDisk(folder, () => mkdir(incoming, { recursive: true }))
  await clearUnfinished(incoming, Date.now() - STALE_INCOMING_MS, { dryRun: false })
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  const has = (hash: string) => exists(pathOf(hash))
  const keep = (hash: string) => touch(pathOf(hash))

  return {
    onDisk: async (hash) => pathOf(hash),
    has,
    keep,
    open: (hash) => createReadStream(pathOf(hash)),
    remove: (hash) => rm(pathOf(hash), { force: true }),
    removeUnlessKept: (hash, since) => takeOut(pathOf(hash), join(folder, INCOMING, `out-${hash}`), since),
    clearUnfinished: (before, options) => clearUnfinished(incoming, before, options),
    list: () => entriesBelow(folder),
    ping: () => access(incoming, constants.R_OK | constants.W_OK),
    async put(content) {
      const known = await hashWithoutWriting(content)
      if (known && (await keep(known.hash))) return known
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

async function clearUnfinished(incoming: string, before: number, { dryRun }: { dryRun: boolean }): Promise<number> {
  let count = 0
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => null)
    if (!found || found.mtimeMs >= before) continue
    if (!dryRun) await rm(path, { force: true })
    count++
  }
  return count
}

async function touch(path: string): Promise<boolean> {
  const now = new Date()
  return utimes(path, now, now).then(
    () => true,
    () => false,
  )
}

// Out of the way first, looked at then: whoever has kept it up to that moment finds it back, and whoever comes later writes it anew.
async function takeOut(path: string, aside: string, since: number): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found || found.mtimeMs >= since) return false
  // Somebody else takes it out at the same time.
  if (!(await movedAside(path, aside))) return false
  const moved = await stat(aside).catch(() => null)
  if (moved && moved.mtimeMs >= since) {
    await rename(aside, path)
    return false
  }
  // Or somebody has cleared it away there, as something half-written of long ago.
  await rm(aside, { force: true })
  return true
}

const movedAside = (path: string, aside: string): Promise<boolean> =>
  rename(path, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? false : Promise.reject(error)),
  )

async function* entriesBelow(folder: string): AsyncGenerator<BlobEntry> {
  for (const first of await foldersIn(folder))
    for (const second of await foldersIn(join(folder, first)))
      for (const hash of await readdir(join(folder, first, second))) {
        const found = await stat(join(folder, first, second, hash)).catch(() => null)
        if (found) yield { hash, bytes: found.size, keptAt: found.mtimeMs }
      }
}

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => HASH_FOLDER.test(name)).sort()

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
