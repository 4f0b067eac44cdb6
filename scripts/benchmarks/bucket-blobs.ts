/**
 * Blobs in a bucket beside blobs in a folder, in one run on the same seeded contents: kept, brought to the disk for the first time and again, and with
 * a cache that holds a third of them. The storage is moto on this machine: its own time is in every figure of the bucket.
 * `npx tsx scripts/benchmarks/bucket-blobs.ts [contents]`
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore } from '#server/store/blobs.ts'
import type { BucketAccess } from '#server/store/bucket-blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { createRandom } from '#shared/random.ts'
import { startStorage } from './reference/bucket-storage.ts'

const CONTENTS = Number(process.argv[2] ?? 300)
const CONTENT_BYTES = 300_000
const AT_ONCE = 4
const SEED = 1
const SHARE_HELD = 1 / 3
const MS_PER_SECOND = 1000

const folder = await mkdtemp(join(tmpdir(), 'labelloop-bucket-'))
const storage = await startStorage('measured', folder)
try {
  const { endpoint, accessKey, secretKey } = storage
  const reach = (name: string, limitBytes: number): BucketAccess => ({
    ...{ endpoint, accessKey, secretKey, region: 'us-east-1' },
    cache: { folder: join(folder, name), limitBytes, heldMs: 0 },
  })
  const whole = 2 * CONTENTS * CONTENT_BYTES
  const place = 's3://measured/place'
  const rows = [
    ['folder', await measured(async () => openBlobs(`file:${join(folder, 'folder')}`))],
    ['bucket', await measured((pass) => openBlobs(place, reach(`roomy-${pass}`, whole)))],
    ['bucket, small cache', await measured((pass) => openBlobs(`${place}-2`, reach(`small-${pass}`, SHARE_HELD * (whole / 2))))],
  ] as const
  console.log(`${CONTENTS} contents of ${CONTENT_BYTES / 1000} kB, ${AT_ONCE} at once; contents a second`)
  for (const [name, { put, first, again }] of rows)
    console.log(name.padEnd(22), `put ${put}`.padEnd(12), `first ${first}`.padEnd(14), `again ${again}`)
} finally {
  storage.end()
  await rm(folder, { recursive: true, force: true })
}

/** Rates of one kind of store; the second pass has a cache that is empty. */
async function measured(opened: (pass: 'put' | 'read') => Promise<BlobStore>) {
  const random = createRandom(SEED)
  const contents = Array.from({ length: CONTENTS }, () => Uint8Array.from({ length: CONTENT_BYTES }, () => random.integer(256)))
  const hashes: string[] = []
  const blobs = await opened('put')
  const put = await rate(async (place) => {
    const { hash } = await blobs.put({ bytes: contents[place] as Uint8Array })
    hashes[place] = hash
  })
  const reading = await opened('read')
  const read = async (place: number) => void (await readFile(await reading.onDisk(hashes[place] ?? '')))
  return { put, first: await rate(read), again: await rate(read) }
}

async function rate(act: (place: number) => Promise<void>): Promise<number> {
  const started = performance.now()
  let next = 0
  const hand = async () => {
    for (let place = next++; place < CONTENTS; place = next++) await act(place)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
  return Math.round(CONTENTS / ((performance.now() - started) / MS_PER_SECOND))
}
