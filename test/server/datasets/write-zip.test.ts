import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { WrittenFile } from '#server/datasets/formats/format.ts'
import { readWhole } from '#server/datasets/sources/file-tree.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import { writeZip } from '#server/datasets/write-zip.ts'
import { centralHeader, dataDescriptor, endOfArchive } from '#server/datasets/zip-records.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A file more than an archive without the extension can count. */
const MANY = 65_536
const GIGABYTES = 5 * 1024 ** 3
const picture = Buffer.from([1, 2, 3, 255])

async function archiveOf(files: readonly WrittenFile[]): Promise<Buffer> {
  async function* all() {
    yield* files
  }
  const chunks: Uint8Array[] = []
  const blobs = { open: () => Readable.from([picture]) }
  for await (const chunk of writeZip(all(), blobs, async () => undefined)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const text = (path: string, ...parts: string[]): WrittenFile => ({ path, content: { text: parts } })

test('an archive gives back what was put in: text packed, pictures as they are, names in any script', async () => {
  const archive = await archiveOf([
    text('a/ä 汉.txt', 'one ', 'two'),
    { path: 'b.png', content: { blob: 'hash' } },
    { path: 'c.bin', content: { bytes: [picture, picture] } },
    text('empty.txt'),
  ])
  const files = unzipSync(archive)
  expect(Object.keys(files)).toEqual(['a/ä 汉.txt', 'b.png', 'c.bin', 'empty.txt'])
  expect(strFromU8(files['a/ä 汉.txt'] as Uint8Array)).toBe('one two')
  expect([...(files['c.bin'] as Uint8Array)]).toEqual([...picture, ...picture])
  expect(files['empty.txt']).toHaveLength(0)
  const long = 'a line of labels\n'.repeat(10_000)
  expect((await archiveOf([text('long.txt', long)])).length).toBeLessThan(long.length / 10)
})

test('the same files give the same bytes, in whatever pieces they come', async () => {
  const long = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`)
  expect(await archiveOf([text('a.txt', ...long)])).toEqual(await archiveOf([text('a.txt', ...long)]))
})

test('more files than 16 bits can count are all found again', async () => {
  const files = Array.from({ length: MANY }, (_, index) => text(`${index}.txt`))
  const file = join(temporaryFolder(), 'many.zip')
  writeFileSync(file, await archiveOf([...files, text('last.txt', 'the end')]))
  const tree = await zipTree(file)
  expect(tree.files).toHaveLength(MANY + 1)
  expect(String(await readWhole(tree, 'last.txt'))).toBe('the end')
  await tree.close()
})

test('what 32 bits cannot count stands in fields of 64', () => {
  const entry = { path: 'a', isPacked: false, offset: GIGABYTES, crc: 1, bytes: GIGABYTES, packed: GIGABYTES }
  const header = Buffer.from(centralHeader(entry))
  expect([20, 24, 42].map((at) => header.readUInt32LE(at))).toEqual([0xffffffff, 0xffffffff, 0xffffffff])
  expect([51, 59, 67].map((at) => Number(header.readBigUInt64LE(at)))).toEqual([GIGABYTES, GIGABYTES, GIGABYTES])
  expect(Number(Buffer.from(dataDescriptor(entry)).readBigUInt64LE(8))).toBe(GIGABYTES)
  const end = Buffer.from(endOfArchive({ entries: 3, offset: GIGABYTES, length: 100 }))
  expect(Number(end.readBigUInt64LE(48))).toBe(GIGABYTES)
})
