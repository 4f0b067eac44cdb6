import { utimes } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeOldExports } from '#server/datasets/old-exports.ts'
import { anEndedExport } from '../../support/ended-export.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type Importing, openImporting } from './importing.ts'

const DAY_MS = 24 * 3600_000

describeWithMongo('the archive of an export whose time to be fetched is over', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing?.close())

  test('goes, but not where another export writes the same one again just now', async () => {
    const { store, blobs } = importing
    const projectId = await importing.project()
    const { hash } = await blobs.put({ bytes: Buffer.from('an archive') })
    const finishedAt = Date.now() - 2 * DAY_MS
    await anEndedExport(store, projectId, { hash, finishedAt })
    await removeOldExports({ store, blobs }, projectId)
    expect(await blobs.has(hash)).toBe(true)
    await utimes(await blobs.onDisk(hash), new Date(finishedAt), new Date(finishedAt))
    await removeOldExports({ store, blobs }, projectId)
    expect(await blobs.has(hash)).toBe(false)
  })
})
