import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { notFound } from '../errors.ts'
import type { BucketAccess } from '../store/bucket-blobs.ts'
import { s3Bucket } from '../store/s3-bucket.ts'

const OWNER_READS = 0o600

/** A few small texts by name: each is there whole, or not at all. */
export interface Shelf {
  names(): Promise<string[]>
  /** Not_found where there is none of that name. */
  read(name: string): Promise<string>
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Texts as files of a folder that is there. */
export async function folderShelf(folder: string): Promise<Shelf> {
  await mkdir(folder, { recursive: true })
  return {
    names: () => readdir(folder),
    read: (name) =>
      readFile(join(folder, name), 'utf8').catch(() => {
        throw notFound(`${name} in ${folder}`)
      }),
    async write(name, text) {
      const unfinished = join(folder, `.${name}`)
      const file = await open(unfinished, 'w', OWNER_READS)
      try {
        await file.writeFile(text)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, join(folder, name))
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  }
}

/** Texts as objects of a bucket, below a prefix that ends with "/". */
export function bucketShelf({ bucket: name, prefix }: { bucket: string; prefix: string }, reach: BucketAccess): Shelf {
  const bucket = s3Bucket({ ...reach, bucket: name })
  return {
    async names() {
      const names: string[] = []
      for await (const { key } of bucket.list(prefix)) names.push(key.slice(prefix.length))
      return names
    },
    async read(of) {
      const { chunks } = await bucket.read(`${prefix}${of}`)
      return (await buffer(chunks)).toString('utf8')
    },
    write: (of, text) => bucket.putBytes(`${prefix}${of}`, Buffer.from(text)),
    remove: (of) => bucket.remove(`${prefix}${of}`),
  }
}
