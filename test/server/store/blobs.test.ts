import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { clearUnfinished } from '#server/store/clear-unfinished.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const CONTENT = Buffer.from('the same bytes have the same name')
const HASH = createHash('sha256').update(CONTENT).digest('hex')
const A_LONG_TIME_S = 7 * 24 * 3600

test('bytes, a file and a stream of the same content become one blob, named by its SHA-256', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'content')
  writeFileSync(file, CONTENT)
  async function* pieces() {
    yield CONTENT.subarray(0, 5)
    yield CONTENT.subarray(5).toString('utf8')
  }
  const blobs = await openBlobs(`file:${join(folder, 'blobs')}`)
  const kept = [await blobs.put({ bytes: CONTENT }), await blobs.put({ file }), await blobs.put({ stream: pieces() })]
  expect(kept).toEqual(Array.from({ length: 3 }, () => ({ hash: HASH, bytes: CONTENT.length })))
  expect(readFileSync(await blobs.onDisk(HASH))).toEqual(CONTENT)
  expect(await buffer(blobs.open(HASH))).toEqual(CONTENT)
  const files = readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name)).toEqual([HASH])
})

test('a content that is there already is not written again', async () => {
  const blobs = await openBlobs(`file:${temporaryFolder()}`)
  await blobs.put({ bytes: CONTENT })
  const written = statSync(await blobs.onDisk(HASH))
  await blobs.put({ bytes: CONTENT })
  expect(statSync(await blobs.onDisk(HASH))).toMatchObject({ ino: written.ino })
})

test('a writer that fails half-way leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const blobs = await openBlobs(`file:${folder}`)
  async function* broken() {
    yield 'half'
    throw new Error('the source broke')
  }
  await expect(blobs.put({ stream: broken() })).rejects.toThrow('the source broke')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files).toEqual([])
})

test('a removed blob is gone, and removing it again is no error', async () => {
  const blobs = await openBlobs(`file:${temporaryFolder()}`)
  await blobs.put({ bytes: CONTENT })
  expect(await blobs.has(HASH)).toBe(true)
  await blobs.remove(HASH)
  await blobs.remove(HASH)
  expect(await blobs.has(HASH)).toBe(false)
})

test('what a crash left unfinished long ago is cleared away, what is fresh is not', async () => {
  const folder = temporaryFolder()
  const incoming = join(folder, '.incoming')
  mkdirSync(incoming)
  for (const name of ['old', 'fresh']) writeFileSync(join(incoming, name), 'half')
  const longAgo = Date.now() / 1000 - A_LONG_TIME_S
  utimesSync(join(incoming, 'old'), longAgo, longAgo)
  await openBlobs(`file:${folder}`)
  expect(readdirSync(incoming)).toEqual(['fresh'])
})

test('what somebody left unfinished while the blobs are open is cleared away too, or only counted', async () => {
  const folder = temporaryFolder()
  const blobs = await openBlobs(`file:${folder}`)
  const incoming = join(folder, '.incoming')
  for (const name of ['old', 'fresh']) writeFileSync(join(incoming, name), 'half')
  const longAgo = Date.now() / 1000 - A_LONG_TIME_S
  utimesSync(join(incoming, 'old'), longAgo, longAgo)
  expect(await clearUnfinished(blobs, { dryRun: true })).toEqual({ count: 1, refused: null })
  expect(readdirSync(incoming).sort()).toEqual(['fresh', 'old'])
  expect(await clearUnfinished(blobs, { dryRun: false })).toEqual({ count: 1, refused: null })
  expect(readdirSync(incoming)).toEqual(['fresh'])
})

test.each(['s3:bucket', 's3:///prefix', 'file:relative/folder', '/no/scheme'])(
  '%s is refused with what was expected',
  async (location) => {
    await expect(openBlobs(location)).rejects.toThrow(
      /Expected the blobs at "file:" and an absolute folder, or at "s3:\/\/bucket\/prefix"/,
    )
  },
)

test('a disk without room ends in one clear message', async () => {
  const blobs = await openBlobs(`file:${temporaryFolder()}`)
  async function* full() {
    yield 'some'
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  await expect(blobs.put({ stream: full() })).rejects.toMatchObject({ code: 'unavailable', message: /No space left in/ })
})
