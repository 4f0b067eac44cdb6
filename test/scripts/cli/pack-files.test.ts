import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { openSource } from '#server/datasets/sources/open-source.ts'
import { CommandFailure } from '../../../scripts/cli/failure.ts'
import { isArchive, listFiles } from '../../../scripts/cli/list-files.ts'
import { packFiles } from '../../../scripts/cli/pack-files.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder(afterAll)
const MANY = 65_540
const LARGE = new Uint8Array(300_000).map((_, index) => index % 251)
mkdirSync(join(folder, 'set', 'images'), { recursive: true })
writeFileSync(join(folder, 'set', 'images', 'ä.jpg'), LARGE)
writeFileSync(join(folder, 'set', 'labels.json'), '{}')
writeFileSync(join(folder, 'set', 'empty.txt'), '')
const ARCHIVES = ['single.zip', 'single.tar', 'single.tar.gz', 'single.tgz']
for (const name of ARCHIVES) writeFileSync(join(folder, name), '')

describe('what an import sends', () => {
  test('one folder is the root of its paths', async () => {
    const files = await listFiles([join(folder, 'set')])
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['empty.txt', 0],
      ['images/ä.jpg', LARGE.length],
      ['labels.json', 2],
    ])
  })

  test('of several paths each folder keeps its name', async () => {
    const files = await listFiles([join(folder, 'set', 'images'), join(folder, 'set', 'labels.json')])
    expect(files.map(({ path }) => path)).toEqual(['images/ä.jpg', 'labels.json'])
  })

  test('an archive alone is sent as it is', async () => {
    for (const name of ARCHIVES) expect([name, isArchive(await listFiles([join(folder, name)]))]).toEqual([name, true])
    expect(isArchive(await listFiles([join(folder, 'set')]))).toBe(false)
  })

  test('a path without anything is named', async () => {
    await expect(listFiles([join(folder, 'nowhere')])).rejects.toThrow(CommandFailure)
    await expect(listFiles([join(folder, 'nowhere')])).rejects.toThrow(join(folder, 'nowhere'))
  })

  test('the packed zip holds every byte', async () => {
    const target = join(folder, 'packed.zip')
    const files = await listFiles([join(folder, 'set')])
    await packFiles(
      files.map(({ file, path }) => ({ path, content: () => createReadStream(file) })),
      target,
    )
    const entries = unzipSync(readFileSync(target))
    expect(Object.keys(entries)).toEqual(['empty.txt', 'images/ä.jpg', 'labels.json'])
    expect(Buffer.compare(Buffer.from(entries['images/ä.jpg'] ?? []), LARGE)).toBe(0)
  })

  test('the packed zip holds more files than sixteen bits count', async () => {
    const target = join(folder, 'many.zip')
    const content = async function* () {
      yield new Uint8Array(1)
    }
    await packFiles(
      Array.from({ length: MANY }, (_, index) => ({ path: `${index}.txt`, content })),
      target,
    )
    const tree = await openSource([{ path: 'many.zip', file: target }])
    expect(tree.files).toHaveLength(MANY)
    await tree.close()
  })
})
