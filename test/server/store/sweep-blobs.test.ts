import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readManifest, takeSnapshot } from '#server/datasets/snapshots.ts'
import { readTree, treeParts } from '#server/store/blob-tree.ts'
import { SWEEP_GRACE_MS, sweepBlobs } from '#server/store/sweep-blobs.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { anEndedExport } from '../../support/ended-export.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'

const IMAGES = 6
const SECONDS_PER_MS = 1 / 1000
const WEEK_MS = 7 * 24 * 3600_000

describeWithMongo('the sweep of blobs', () => {
  let importing: Importing
  let projectId: ProjectId
  beforeAll(async () => {
    importing = await openImporting()
    projectId = await importing.project({ ontology: { version: 1, labels: [] } })
    const folder = join(importing.folder, 'set')
    await writeVocSet(folder, { images: IMAGES, seed: 1 })
    await importing.importFolder(projectId, folder, { approve: true })
  })
  afterAll(() => importing?.close())

  const put = async (text: string) => (await importing.blobs.put({ bytes: Buffer.from(text) })).hash
  const grow = async (hash: string, byMs = 2 * SWEEP_GRACE_MS) => {
    const at = (Date.now() - byMs) * SECONDS_PER_MS
    utimesSync(await importing.blobs.onDisk(hash), at, at)
  }
  const exported = (hash: string, finishedAt: number) => anEndedExport(importing.store, projectId, { hash, finishedAt })
  const growAll = async () => {
    for await (const { hash } of importing.blobs.list()) await grow(hash)
  }

  test('removes what nothing needs and was not used for a while, and names it before in a dry run', async () => {
    const [old, young] = [await put('nobody needs this'), await put('nobody needs this yet')]
    await growAll()
    await importing.blobs.keep(young)
    const would = await sweepBlobs(importing, { dryRun: true })
    expect(would).toMatchObject({ removed: 1, young: 1, examples: [old], bytes: 'nobody needs this'.length })
    expect(await importing.blobs.has(old)).toBe(true)
    expect(await sweepBlobs(importing, { dryRun: false })).toEqual(would)
    expect(await importing.blobs.has(old)).toBe(false)
    expect(await importing.blobs.has(young)).toBe(true)
    await importing.blobs.remove(young)
  })

  test('leaves what assets and versions need, also the images of a version whose assets are gone', async () => {
    const snapshot = await takeSnapshot(importing, projectId)
    const tree = await readTree(importing.blobs, snapshot.digest)
    const parts = [snapshot.digest]
    for await (const { part } of treeParts(importing.blobs, tree?.parts ?? [], () => false)) parts.push(part)
    const images = []
    for await (const { hash } of readManifest(importing.blobs, snapshot)) images.push(hash)
    const thumbnails = (await importing.assets(projectId)).map(({ thumbnail }) => thumbnail)
    await growAll()
    expect(await sweepBlobs(importing, { dryRun: false })).toMatchObject({ removed: 0, kept: parts.length + 2 * IMAGES })
    await importing.store.assets.deleteMany({ projectId })
    await growAll()
    expect(await sweepBlobs(importing, { dryRun: false })).toMatchObject({ removed: IMAGES })
    for (const hash of [...parts, ...images]) expect(await importing.blobs.has(hash)).toBe(true)
    for (const hash of thumbnails) expect(await importing.blobs.has(hash)).toBe(false)
  })

  test('leaves the archive of an export while it may be fetched, and frees it afterwards', async () => {
    const [fresh, expired] = [await put('an archive of today'), await put('an archive of last week')]
    await exported(fresh, Date.now())
    await exported(expired, Date.now() - WEEK_MS)
    await growAll()
    expect(await sweepBlobs(importing, { dryRun: false })).toMatchObject({ removed: 1, examples: [expired] })
    expect(await importing.blobs.has(fresh)).toBe(true)
    await importing.store.jobs.deleteMany({ projectId })
  })

  test('gives back what somebody puts or keeps just when it would be removed', async () => {
    for (let round = 0; round < 200; round++) {
      const hash = await put(`contested ${round}`)
      await grow(hash)
      const since = Date.now() - SWEEP_GRACE_MS
      const bytes = Buffer.from(`contested ${round}`)
      await Promise.all([importing.blobs.removeUnlessKept(hash, since), importing.blobs.put({ bytes })])
      expect(await importing.blobs.has(hash)).toBe(true)
    }
  })
})
