import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { AppError } from '../errors.ts'
import { openBlobCache } from './blob-cache.ts'
import type { BlobStore } from './blobs.ts'
import { ContentDamaged } from './content-damaged.ts'
import { type S3Bucket, s3Bucket } from './s3-bucket.ts'
import type { S3Place } from './s3-requests.ts'
import { takingOut } from './taking-out.ts'

/** Contents up to this size are kept on this machine when they are opened: thumbnails and parts of versions are opened again and again. */
const SMALL_BYTES = 512 * 1024
/** A larger content is sent only where the bucket has not got it. */
const SENT_UNASKED_BYTES = 4 * 1024 ** 2
const NAME = /^[0-9a-f]{64}$/

/** How an installation reaches its bucket, and how much of it may lie on this machine. */
export interface BucketAccess extends Omit<S3Place, 'bucket'> {
  readonly cache: { readonly folder: string; readonly limitBytes: number; readonly heldMs?: number }
}

/**
 * Blobs as the objects of a bucket, below a prefix (without "/" around it) and named by their hashes. What is put lies in the bucket before it is acknowledged; what comes from
 * there is believed once its hash is right.
 */
export async function openBucketBlobs(
  { bucket: name, prefix }: { bucket: string; prefix: string },
  { cache, ...access }: BucketAccess,
): Promise<BlobStore> {
  const bucket = s3Bucket({ ...access, bucket: name })
  const root = prefix === '' ? '' : `${prefix}/`
  await bucket.ping(root)
  const near = await openBlobCache(cache)
  const keyOf = (hash: string) => `${root}${hash}`
  const isOurs = (key: string) => key.startsWith(root) && NAME.test(key.slice(root.length))
  const { stands, takeOut } = takingOut(bucket, root)

  async function keep(hash: string): Promise<boolean> {
    do if (!(await bucket.touch(keyOf(hash)))) return false
    while (!(await stands(hash)))
    return true
  }

  async function* contentOf(hash: string): AsyncGenerator<Uint8Array> {
    if (await near.holds(hash)) return yield* near.open(hash)
    const { bytes, chunks } = await bucket.read(keyOf(hash))
    if (bytes > SMALL_BYTES) return yield* verified(chunks, hash)
    const content = await buffer(verified(chunks, hash))
    await near.put({ bytes: content })
    yield content
  }

  async function bring(hash: string): Promise<void> {
    const found = await readOrNull(bucket, keyOf(hash))
    if (found) await near.put({ stream: verified(found, hash) })
  }

  return {
    has: async (hash) => (await bucket.stat(keyOf(hash))) !== null,
    keep,
    open: (hash) => Readable.from(contentOf(hash), { objectMode: false }),
    removeUnlessKept: takeOut,
    clearUnfinished: (before, { dryRun }) => bucket.endUploads({ before, dryRun, isMeant: isOurs }),
    ping: () => bucket.ping(root),
    async onDisk(hash) {
      if (!(await near.holds(hash))) await near.fill(hash, () => bring(hash))
      return near.pathOf(hash)
    },
    async put(content) {
      const written = await near.put(content)
      const { hash, bytes } = written
      if (bytes > SENT_UNASKED_BYTES && (await keep(hash))) return written
      do await bucket.putFile(keyOf(hash), await near.pathOf(hash), { bytes, sha256: hash })
      while (!(await stands(hash)))
      return written
    },
    async remove(hash) {
      await bucket.remove(keyOf(hash))
      await near.remove(hash)
    },
    async *list() {
      for await (const { key, bytes, modifiedAt } of bucket.list(root)) {
        const hash = key.slice(root.length)
        if (NAME.test(hash)) yield { hash, bytes, keptAt: modifiedAt }
      }
    },
  }
}

async function* verified(chunks: AsyncIterable<Uint8Array>, hash: string): AsyncGenerator<Uint8Array> {
  const found = createHash('sha256')
  for await (const chunk of chunks) {
    found.update(chunk)
    yield chunk
  }
  if (found.digest('hex') !== hash) throw new ContentDamaged(hash, 'the bucket')
}

async function readOrNull(bucket: S3Bucket, key: string): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    return (await bucket.read(key)).chunks
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}
