import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, existsSync, readdirSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BlobStore } from '#server/store/blobs.ts'
import type { BucketAccess } from '#server/store/bucket-blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { s3Bucket } from '#server/store/s3-bucket.ts'
import { type Storage, startStorage } from '../../../scripts/benchmarks/reference/bucket-storage.ts'
import { describeWithStorage, STORAGE_LIMIT_MS } from '../../support/bucket-storage.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startCuttingProxy } from './cutting-proxy.ts'

const CONTENT = Buffer.from('the same bytes have the same name')
const ROOMY_BYTES = 1e9
/** Seventy megabytes go to the storage in Python and come back, twice. */
const LARGE_LIMIT_MS = 240_000
const MEGABYTE = 1024 ** 2
const run = promisify(execFile)
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

describeWithStorage('blobs in a bucket', () => {
  let storage: Storage
  let folder: string
  let places = 0
  beforeAll(async () => {
    folder = temporaryFolder(afterAll)
    storage = await startStorage('blobs', folder)
  }, STORAGE_LIMIT_MS)
  afterAll(() => storage?.end())

  const access = (more: Partial<BucketAccess> = {}, cache: Partial<BucketAccess['cache']> = {}): BucketAccess => {
    const { endpoint, accessKey, secretKey } = storage
    const usual = { folder: join(folder, `cache-${++places}`), limitBytes: ROOMY_BYTES }
    return { endpoint, accessKey, secretKey, region: 'us-east-1', ...more, cache: { ...usual, ...cache } }
  }
  const newLocation = () => `s3://blobs/place-${++places}/deeper`
  const objects = ({ cache: _cache, ...place }: BucketAccess) => s3Bucket({ ...place, bucket: 'blobs' })
  const keyed = (location: string, name: string) => `${location.replace('s3://blobs/', '')}/${name}`

  test('are the same whether they came as bytes, as a file or as a stream, and one object each', async () => {
    const [location, reach] = [newLocation(), access()]
    const blobs = await openBlobs(location, reach)
    await writeFile(join(folder, 'one'), CONTENT)
    async function* pieces() {
      yield CONTENT.subarray(0, 5)
      yield CONTENT.subarray(5).toString('utf8')
    }
    const hash = hashOf(CONTENT)
    for (const content of [{ bytes: CONTENT }, { file: join(folder, 'one') }, { stream: pieces() }])
      expect(await blobs.put(content)).toEqual({ hash, bytes: CONTENT.length })
    const listed = await listOf(blobs)
    expect(listed).toEqual([{ hash, bytes: CONTENT.length, keptAt: expect.any(Number) }])
    const elsewhere = await openBlobs(location, access())
    expect(await readFile(await elsewhere.onDisk(hash))).toEqual(CONTENT)
    expect(await buffer((await openBlobs(location, access())).open(hash))).toEqual(CONTENT)
    expect(await elsewhere.has(hash)).toBe(true)
    await blobs.remove(hash)
    await blobs.remove(hash)
    expect(await elsewhere.has(hash)).toBe(false)
    expect(existsSync(await (await openBlobs(location, access())).onDisk(hash))).toBe(false)
    await expect(buffer((await openBlobs(location, access())).open(hash))).rejects.toMatchObject({ code: 'not_found' })
  })

  test(
    'of more than 64 MiB go in parts and come back as they were',
    async () => {
      const [location, file] = [newLocation(), join(folder, 'large')]
      const hash = createHash('sha256')
      const out = createWriteStream(file)
      for (let part = 0; part < 70; part++) {
        const bytes = randomBytes(MEGABYTE + part)
        hash.update(bytes)
        out.write(bytes)
      }
      await new Promise<void>((resolve) => out.end(resolve))
      const blobs = await openBlobs(location, access())
      const name = hash.digest('hex')
      expect(await blobs.put({ file })).toEqual({ hash: name, bytes: statSync(file).size })
      expect(await blobs.put({ file })).toMatchObject({ hash: name })
      const elsewhere = await openBlobs(location, access())
      const found = createHash('sha256')
      for await (const chunk of elsewhere.open(name)) found.update(chunk as Buffer)
      expect(found.digest('hex')).toBe(name)
      expect(statSync(await elsewhere.onDisk(name)).size).toBe(statSync(file).size)
    },
    LARGE_LIMIT_MS,
  )

  test('come whole and go whole where connections are cut', async () => {
    const proxy = await startCuttingProxy(storage.endpoint)
    try {
      const location = newLocation()
      const content = randomBytes(6 * MEGABYTE)
      const blobs = await openBlobs(location, access({ endpoint: proxy.endpoint }))
      proxy.cut({ after: MEGABYTE, toClient: false }, { after: 3 * MEGABYTE, toClient: false })
      const { hash } = await blobs.put({ bytes: content })
      expect(proxy.left()).toBe(0)
      const elsewhere = await openBlobs(location, access({ endpoint: proxy.endpoint }))
      proxy.cut({ after: MEGABYTE, toClient: true }, { after: 2 * MEGABYTE, toClient: true }, { after: 1000, toClient: true })
      expect((await buffer(elsewhere.open(hash))).equals(content)).toBe(true)
      expect(proxy.left()).toBe(0)
      proxy.cut({ after: 4 * MEGABYTE, toClient: true })
      expect((await readFile(await elsewhere.onDisk(hash))).equals(content)).toBe(true)
    } finally {
      proxy.end()
    }
  })

  test('lie on this machine only as far as they may, and come again when they are needed', async () => {
    const location = newLocation()
    const limitBytes = 300_000
    const here = access({}, { limitBytes, heldMs: 0 })
    const blobs = await openBlobs(location, here)
    const contents = Array.from({ length: 24 }, (_, place) => randomBytes(50_000 + place))
    for (const bytes of contents) await blobs.put({ bytes })
    for (let round = 0; round < 2; round++)
      for (const content of contents) {
        expect((await readFile(await blobs.onDisk(hashOf(content)))).equals(content)).toBe(true)
        expect(bytesIn(here.cache.folder)).toBeLessThanOrEqual(limitBytes)
      }
    expect(await listOf(blobs)).toHaveLength(contents.length)
  })

  test('that were asked for just now stay, however little may lie here', async () => {
    const location = newLocation()
    const blobs = await openBlobs(location, access({}, { limitBytes: 1000 }))
    const contents = Array.from({ length: 6 }, () => randomBytes(2000))
    for (const bytes of contents) await blobs.put({ bytes })
    const files = await Promise.all(contents.map((content) => blobs.onDisk(hashOf(content))))
    expect(files.filter((file) => existsSync(file))).toHaveLength(contents.length)
  })

  test('are brought by several processes into one small cache, each right', async () => {
    const location = newLocation()
    const blobs = await openBlobs(location, access())
    const contents = Array.from({ length: 16 }, () => randomBytes(40_000))
    for (const bytes of contents) await blobs.put({ bytes })
    const shared = JSON.stringify(access({}, { limitBytes: 200_000 }))
    const program = fileURLToPath(new URL('./bringing-process.ts', import.meta.url))
    const words = ['--import', 'tsx', program, location, shared, ...contents.map(hashOf)]
    const said = await Promise.all([run(process.execPath, words), run(process.execPath, words)])
    expect(said.map(({ stdout }) => stdout)).toEqual(['16', '16'])
  })

  test('are not believed where the bucket holds something else under their name', async () => {
    const [location, reach] = [newLocation(), access()]
    const hash = hashOf(CONTENT)
    await (await openBlobs(location, reach)).put({ bytes: CONTENT })
    await storage.put(keyed(location, hash), Buffer.from('something else'))
    const elsewhere = await openBlobs(location, access())
    await expect(elsewhere.onDisk(hash)).rejects.toThrow(/damaged/)
    await expect(buffer(elsewhere.open(hash))).rejects.toThrow(/damaged/)
  })

  test('that nothing needs are taken out, unless somebody put or kept them since', async () => {
    const [location, reach] = [newLocation(), access()]
    const blobs = await openBlobs(location, reach)
    const { hash } = await blobs.put({ bytes: CONTENT })
    expect(await blobs.removeUnlessKept(hash, Date.now() - 60_000)).toBe(false)
    const later = Date.now() + 60_000
    expect(await blobs.removeUnlessKept(hash, later)).toBe(true)
    expect(await blobs.has(hash)).toBe(false)
    expect(await blobs.removeUnlessKept(hash, later)).toBe(false)
    expect(await blobs.keep(hash)).toBe(false)
    await blobs.put({ bytes: CONTENT })
    const [before] = await listOf(blobs)
    await sleep(1100)
    expect(await blobs.keep(hash)).toBe(true)
    const [after] = await listOf(blobs)
    expect(after?.keptAt).toBeGreaterThan(before?.keptAt ?? Number.POSITIVE_INFINITY)
    const names = []
    for await (const { key } of objects(reach).list('')) if (key.startsWith(keyed(location, ''))) names.push(key)
    expect(names).toEqual([keyed(location, hash)])
  })

  test('are written again where they are put just when somebody takes them out', async () => {
    const [location, reach] = [newLocation(), access()]
    const blobs = await openBlobs(location, reach)
    const hash = hashOf(CONTENT)
    await blobs.put({ bytes: CONTENT })
    const bucket = objects(reach)
    await bucket.putBytes(keyed(location, `leaving/${hash}`), new Uint8Array())
    const putting = blobs.put({ bytes: CONTENT })
    const keeping = blobs.keep(hash)
    await sleep(500)
    await bucket.remove(keyed(location, hash))
    await bucket.remove(keyed(location, `leaving/${hash}`))
    await putting
    await keeping
    expect(await blobs.has(hash)).toBe(true)
  })

  test('say what is wrong where the bucket or the key is', async () => {
    await expect(openBlobs('s3://nowhere/else', access())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/The bucket nowhere at .* answered 404 NoSuchBucket/),
    })
    await expect(openBlobs(newLocation(), access({ secretKey: 'not this' }))).rejects.toMatchObject({
      message: expect.stringMatching(/The bucket blobs at .* answered 403/),
    })
  })
})

async function listOf(blobs: BlobStore) {
  const entries = []
  for await (const entry of blobs.list()) entries.push(entry)
  return entries
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
