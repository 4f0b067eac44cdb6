import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { newId } from '#shared/domain/ids.ts'
import { invalid, notFound } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'

/** A file or folder of a run or a model, by its path below it. */
export interface ArtifactEntry {
  readonly path: string
  readonly isFolder: boolean
  readonly bytes: number | null
}

/** Files below a run or a model: what was left with it, or what the product has of it. */
export interface ArtifactPlace {
  list(path: string): Promise<ArtifactEntry[]>
  open(path: string): Promise<{ stream: Readable; bytes: number }>
}

type ArtifactStore = Pick<Store, 'artifacts'>
const MOST_PATH_LETTERS = 1000

/** What clients left with one of their runs or models. */
export function leftArtifacts({ store, blobs }: { store: ArtifactStore; blobs: BlobStore }, owner: string) {
  return {
    async list(path: string): Promise<ArtifactEntry[]> {
      const below = path === '' ? '' : `${safePath(path)}/`
      const rows = await store.artifacts
        .find({ owner, ...(path !== '' && { path: inFolder(safePath(path)) }) })
        .sort({ path: 1 })
        .toArray()
      return entriesBelow(rows, below)
    },
    async open(path: string) {
      const row = await store.artifacts.findOne({ owner, path: safePath(path) })
      if (!row) throw notFound(`Artifact ${path}`)
      return { stream: blobs.open(row.hash), bytes: row.bytes }
    },
    /** Keeps a file that comes as a stream; the same path again is the newer file. */
    async put(path: string, stream: AsyncIterable<Uint8Array | string>): Promise<void> {
      const safe = safePath(path)
      const { hash, bytes } = await blobs.put({ stream })
      await store.artifacts.updateOne(
        { owner, path: safe },
        { $set: { hash, bytes, at: Date.now() }, $setOnInsert: { _id: newId('art') } },
        { upsert: true },
      )
    },
    async remove(path: string): Promise<void> {
      const safe = safePath(path)
      await store.artifacts.deleteMany({ owner, path: inFolder(safe) })
      await store.artifacts.deleteOne({ owner, path: safe })
    },
  }
}

// Whatever letters come after the slash: the next letter after that is a zero.
const inFolder = (folder: string) => ({ $gte: `${folder}/`, $lt: `${folder}0` })

/** The files of a folder of this machine, such as an exported model. */
export function folderArtifacts(folder: () => Promise<string>): ArtifactPlace {
  return {
    async list(path) {
      const below = path === '' ? '' : `${safePath(path)}/`
      const root = await folder()
      const found = await readdir(root, { recursive: true, withFileTypes: true })
      const files = found.filter((entry) => entry.isFile())
      const rows = await Promise.all(
        files.map(async ({ name, parentPath }) => {
          const file = join(parentPath, name)
          return { path: file.slice(root.length + 1).replaceAll('\\', '/'), bytes: (await stat(file)).size }
        }),
      )
      return entriesBelow(
        rows.filter((row) => row.path.startsWith(below)),
        below,
      )
    },
    async open(path) {
      const file = join(await folder(), safePath(path))
      const found = await stat(file).catch(() => null)
      if (!found?.isFile()) throw notFound(`Artifact ${path}`)
      return { stream: createReadStream(file), bytes: found.size }
    },
  }
}

/** A path that stays below where it belongs; refused where it would not. */
export function safePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '')
  const isWrong = parts.length === 0 || path.length > MOST_PATH_LETTERS || path.startsWith('/')
  if (isWrong || parts.some((part) => part === '.' || part === '..' || part.includes('\\') || part.includes('\0')))
    throw invalid(`Invalid artifact path: '${path.slice(0, 100)}'`)
  return parts.join('/')
}

function entriesBelow(rows: readonly { path: string; bytes: number }[], below: string): ArtifactEntry[] {
  const entries = new Map<string, ArtifactEntry>()
  for (const { path, bytes } of rows) {
    const [first = '', ...rest] = path.slice(below.length).split('/')
    const isFolder = rest.length > 0
    entries.set(first, { path: below + first, isFolder, bytes: isFolder ? null : bytes })
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
