import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlobStore } from '#server/store/blobs.ts'
import { clearUnfinished } from '#server/store/clear-unfinished.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { s3Bucket } from '#server/store/s3-bucket.ts'
import { type BegunUpload, begunUploads } from '#server/store/s3-multipart.ts'
import type { S3Query } from '#server/store/s3-requests.ts'
import { s3Transport } from '#server/store/s3-transport.ts'
import { type Storage, startStorage } from '../../../scripts/benchmarks/reference/bucket-storage.ts'
import { describeWithStorage, STORAGE_LIMIT_MS } from '../../support/bucket-storage.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const MEGABYTE = 1024 ** 2
const HASH = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)

describeWithStorage('uploads into a bucket that nobody will finish', () => {
  let storage: Storage
  let folder: string
  beforeAll(async () => {
    folder = temporaryFolder(afterAll)
    storage = await startStorage('blobs', folder)
  }, STORAGE_LIMIT_MS)
  afterAll(() => storage?.end())

  const place = () => ({ ...storage, region: 'us-east-1', bucket: 'blobs' })
  const blobsAt = (location: string): Promise<BlobStore> =>
    openBlobs(location, { ...place(), cache: { folder: join(folder, 'cache'), limitBytes: 100 * MEGABYTE } })
  /** What a writer leaves that is killed after a part. */
  async function begun(key: string): Promise<void> {
    const transport = s3Transport(place())
    const { body } = await transport.askWhole({ method: 'POST', key, query: { uploads: '' } })
    const uploadId = /<UploadId>([^<]*)/.exec(body.toString())?.[1] as string
    const part = { method: 'PUT', key, query: { partNumber: '1', uploadId }, body: Buffer.alloc(5 * MEGABYTE) }
    await transport.askWhole({ ...part, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })
  }
  async function leftOver(): Promise<string[]> {
    const transport = s3Transport(place())
    const keys: string[] = []
    for await (const { key } of begunUploads(async (query) => (await transport.askWhole({ query })).body)) keys.push(key)
    return keys.sort()
  }

  test('are ended by their own installation, counted first where it only asks; those of others stay', async () => {
    const keys = [`mine/${HASH}`, `mine/${OTHER}`]
    const others = [`mine/notes/${HASH}`, `mine/video.mp4`, `others/${HASH}`, HASH].sort()
    for (const key of [...keys, ...others]) await begun(key)
    const mine = await blobsAt('s3://blobs/mine')
    expect(await clearUnfinished(mine, { dryRun: true })).toEqual({ count: 2, refused: null })
    expect(await leftOver()).toEqual([...keys, ...others].sort())
    expect(await clearUnfinished(mine, { dryRun: false })).toEqual({ count: 2, refused: null })
    expect(await leftOver()).toEqual(others)
    expect(await clearUnfinished(mine, { dryRun: false })).toEqual({ count: 0, refused: null })
  })

  test('stay while they are young, however the storage counts', async () => {
    await begun(`young/${HASH}`)
    const blobs = await blobsAt('s3://blobs/young')
    // This storage says of every upload that it began in 2010.
    expect(await blobs.clearUnfinished(Date.parse('2010-01-01'), { dryRun: false })).toBe(0)
    expect(await leftOver()).toContain(`young/${HASH}`)
  })

  test('that nobody may list do not keep a sweep from its end: the reason is told', async () => {
    const bucket = s3Bucket({ ...place(), bucket: 'nowhere' })
    const closed: Pick<BlobStore, 'clearUnfinished'> = {
      clearUnfinished: (before, { dryRun }) => bucket.endUploads({ before, dryRun, isMeant: () => true }),
    }
    const refused = expect.stringMatching(/The bucket nowhere at .* answered 404 NoSuchBucket/)
    expect(await clearUnfinished(closed, { dryRun: true })).toEqual({ count: 0, refused })
  })
})

describe('the list of uploads that have not ended', () => {
  const upload = (key: string, id: string) =>
    `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2026-03-01T10:00:00.000Z</Initiated></Upload>`
  const page = (content: string) =>
    Buffer.from(
      `<?xml version="1.0"?><ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</ListMultipartUploadsResult>`,
    )
  async function listed(pages: readonly Buffer[]): Promise<{ uploads: BegunUpload[]; asked: S3Query[] }> {
    const [uploads, asked] = [[] as BegunUpload[], [] as S3Query[]]
    for await (const one of begunUploads(async (query) => pages[asked.push(query) - 1] as Buffer)) uploads.push(one)
    return { uploads, asked }
  }

  test('goes on page after page where the last one ended, with several uploads of one object', async () => {
    const more = '<IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>2</NextUploadIdMarker>'
    const { uploads, asked } = await listed([
      page(`${more}${upload('a', '1')}${upload('a', '2')}`),
      page(`<IsTruncated>false</IsTruncated>${upload('b &amp; c', '3')}`),
    ])
    const begunAt = Date.UTC(2026, 2, 1, 10)
    expect(uploads).toEqual([
      { key: 'a', id: '1', begunAt },
      { key: 'a', id: '2', begunAt },
      { key: 'b & c', id: '3', begunAt },
    ])
    expect(asked).toEqual([{ uploads: '' }, { uploads: '', 'key-marker': 'a', 'upload-id-marker': '2' }])
  })

  test('is empty where there is none', async () => {
    expect((await listed([page('<Bucket>blobs</Bucket><IsTruncated>false</IsTruncated>')])).uploads).toEqual([])
  })
})
