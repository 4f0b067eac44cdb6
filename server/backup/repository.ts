import { createHash } from 'node:crypto'
import { chmod, mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { invalid, notFound } from '../errors.ts'
import { endsPart, putTree, readTree, type TreePart, treeLeaves } from '../store/blob-tree.ts'
import { openBlobs } from '../store/blobs.ts'
import { BackupManifest } from './backup-manifest.ts'

const OWNER_ONLY = 0o700
const OWNER_READS = 0o600
const MANIFEST = /^\d{8}T\d{6}\d{3}Z\.json$/
/** The fastest: rows shrink to a sixth, and a sixth of a sixth is not worth the time. */
const PACKING = { level: 1 } as const
const pack = promisify(gzip)
const unpack = promisify(gunzip)

interface Extent {
  readonly items: number
  readonly bytes: number
}

/**
 * A folder that holds backups: contents named by their SHA-256, shared by all of them, and a small file for each, which is written last. What a
 * backup that was interrupted has left is taken up by the next one.
 */
export async function openRepository(folder: string) {
  const root = resolve(folder)
  const manifests = join(root, 'backups')
  await mkdir(manifests, { recursive: true })
  await chmod(root, OWNER_ONLY)
  const contents = await openBlobs(`file:${join(root, 'contents')}`)

  return {
    contents,

    /** Keeps items in parts whose borders follow from the items, so that a later backup writes only the parts that changed. */
    async putItems(name: string, items: AsyncIterable<Uint8Array>, limits: PartLimits): Promise<string | null> {
      const tree = await putTree<Extent>(contents, { items: name }, partsOf(items, limits), sumOf)
      return tree?.digest ?? null
    },

    /** The parts of what `putItems` has kept, each as its bytes. */
    async *parts(tree: string | null): AsyncGenerator<Buffer> {
      const found = tree === null ? null : await readTree<Extent>(contents, tree)
      if (!found) return
      for await (const { part } of treeLeaves(contents, found.parts)) yield await unpack(await whole(part))
    },

    /** The names of the complete backups, the newest last. */
    async list(): Promise<string[]> {
      return (await readdir(manifests)).filter((name) => MANIFEST.test(name)).sort()
    },

    /** One backup, by default the newest; not_found where there is none. */
    async read(name?: string): Promise<BackupManifest> {
      const chosen = name ?? (await this.list()).at(-1)
      if (chosen === undefined) throw notFound(`A complete backup in ${folder}`)
      const text = await readFile(join(manifests, chosen), 'utf8').catch(() => {
        throw notFound(`The backup ${chosen} in ${folder}`)
      })
      return BackupManifest.parse(JSON.parse(text))
    },

    /** Makes a backup complete, in one piece: before that it is not there. */
    async write(manifest: BackupManifest): Promise<string> {
      const name = `${new Date(manifest.createdAt).toISOString().replaceAll(/[-:.]/g, '')}.json`
      const unfinished = join(manifests, `.${name}`)
      const file = await open(unfinished, 'w', OWNER_READS)
      try {
        await file.writeFile(`${JSON.stringify(manifest, null, 1)}\n`)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, join(manifests, name))
      return name
    },
  }

  // A part whose bytes have changed on their way is told, not believed.
  async function whole(part: string): Promise<Buffer> {
    const bytes = await readFile(contents.path(part)).catch(() => {
      throw invalid(`The backup is not whole: ${part} is missing`)
    })
    if (createHash('sha256').update(bytes).digest('hex') !== part)
      throw invalid(`The backup is damaged: ${part} is not what it was`)
    return bytes
  }

  async function* partsOf(items: AsyncIterable<Uint8Array>, limits: PartLimits): AsyncGenerator<TreePart<Extent>> {
    let waiting: Uint8Array[] = []
    let bytes = 0
    const close = async (): Promise<TreePart<Extent>> => {
      const { hash } = await contents.put({ bytes: await pack(Buffer.concat(waiting), PACKING) })
      const closed = { part: hash, height: 0, summary: { items: waiting.length, bytes } }
      waiting = []
      bytes = 0
      return closed
    }
    for await (const item of items) {
      waiting.push(item)
      bytes += item.length
      if (endsPart(item, limits.items) || bytes >= limits.bytes) yield await close()
    }
    if (waiting.length > 0) yield await close()
  }
}
export type Repository = Awaited<ReturnType<typeof openRepository>>

/** How many items a part holds on average, and how many bytes at most. */
export interface PartLimits {
  readonly items: number
  readonly bytes: number
}

const sumOf = (extents: readonly Extent[]): Extent => ({
  items: extents.reduce((sum, { items }) => sum + items, 0),
  bytes: extents.reduce((sum, { bytes }) => sum + bytes, 0),
})
