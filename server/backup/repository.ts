import { createHash } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { AppError, invalid, notFound } from '../errors.ts'
import { endsPart, putTree, readTree, type TreePart, treeLeaves } from '../store/blob-tree.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { BucketAccess } from '../store/bucket-blobs.ts'
import { bucketIn, openBlobs } from '../store/open-blobs.ts'
import { BackupManifest } from './backup-manifest.ts'
import { bucketShelf, folderShelf, type Shelf } from './shelf.ts'

const OWNER_ONLY = 0o700
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
 * A folder, or a bucket as `s3://bucket/prefix`, that holds backups: contents named by their SHA-256, shared by all of them, and a small file for each,
 * which is written last. What a backup that was interrupted has left is taken up by the next one.
 */
export async function openRepository(place: string, reach?: BucketAccess) {
  const { contents, manifests } = await placesIn(place, reach)

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
      return (await manifests.names()).filter((name) => MANIFEST.test(name)).sort()
    },

    /** One backup, by default the newest; not_found where there is none. */
    async read(name?: string): Promise<BackupManifest> {
      const chosen = name ?? (await this.list()).at(-1)
      if (chosen === undefined) throw notFound(`A complete backup in ${place}`)
      return BackupManifest.parse(JSON.parse(await manifests.read(chosen)))
    },

    /** Makes a backup complete, in one piece: before that it is not there. */
    async write(manifest: BackupManifest): Promise<string> {
      const name = `${new Date(manifest.createdAt).toISOString().replaceAll(/[-:.]/g, '')}.json`
      await manifests.write(name, `${JSON.stringify(manifest, null, 1)}\n`)
      return name
    },

    /** Takes a backup away; its contents stay, for those that share them. */
    remove: manifests.remove,
  }

  // A part whose bytes have changed on their way is told, not believed.
  async function whole(part: string): Promise<Buffer> {
    const bytes = await buffer(contents.open(part)).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unavailable') throw error
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

async function placesIn(place: string, reach: BucketAccess | undefined): Promise<{ contents: BlobStore; manifests: Shelf }> {
  const bucket = bucketIn(place)
  if (bucket) {
    if (!reach) throw invalid(`Expected a folder for backups, got ${place}`)
    const prefix = bucket.prefix === '' ? '' : `${bucket.prefix}/`
    const cache = { ...reach.cache, folder: `${reach.cache.folder}-of-backups` }
    const contents = await openBlobs(`s3://${bucket.bucket}/${prefix}contents`, { ...reach, cache })
    return { contents, manifests: bucketShelf({ bucket: bucket.bucket, prefix: `${prefix}backups/` }, reach) }
  }
  const root = resolve(place)
  await mkdir(root, { recursive: true })
  await chmod(root, OWNER_ONLY)
  const manifests = await folderShelf(join(root, 'backups'))
  return { contents: await openBlobs(`file:${join(root, 'contents')}`), manifests }
}

/** How many items a part holds on average, and how many bytes at most. */
export interface PartLimits {
  readonly items: number
  readonly bytes: number
}

const sumOf = (extents: readonly Extent[]): Extent => ({
  items: extents.reduce((sum, { items }) => sum + items, 0),
  bytes: extents.reduce((sum, { bytes }) => sum + bytes, 0),
})
