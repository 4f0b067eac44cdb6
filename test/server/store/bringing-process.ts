import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { BucketAccess } from '#server/store/bucket-blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'

// A process of its own that brings blobs to the disk, beside others with the same cache; says how many were what their names say.
const [location = '', access = '', ...hashes] = process.argv.slice(2)
const blobs = await openBlobs(location, JSON.parse(access) as BucketAccess)
const right = await Promise.all(
  hashes.map(async (hash) => {
    const content = await readFile(await blobs.onDisk(hash))
    return createHash('sha256').update(content).digest('hex') === hash
  }),
)
process.stdout.write(String(right.filter(Boolean).length))
