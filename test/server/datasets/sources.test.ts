import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readRegion } from '#server/datasets/sources/disk-region.ts'
import { readWhole } from '#server/datasets/sources/file-tree.ts'
import { filesTree, folderTree } from '#server/datasets/sources/local-tree.ts'
import { openSource } from '#server/datasets/sources/open-source.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { describeWithData } from './importing.ts'

const text = (content: string) => Buffer.from(content)

function anArchive(files: Record<string, string | Buffer>, name = 'data.zip'): string {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, zipSync(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]))))
  return file
}

test('an archive shows its files in natural order, and reads each', async () => {
  const tree = await zipTree(anArchive({ 'images/10.jpg': 'ten', 'images/2.jpg': 'two', 'labels/2.xml': 'label' }))
  expect(tree.files).toEqual([
    { path: 'images/2.jpg', bytes: 3 },
    { path: 'images/10.jpg', bytes: 3 },
    { path: 'labels/2.xml', bytes: 5 },
  ])
  expect(await readWhole(tree, 'images/10.jpg')).toEqual(text('ten'))
  await expect(readWhole(tree, 'images/11.jpg')).rejects.toMatchObject({ code: 'not_found' })
  await tree.close()
})

test('a path that leads out of the archive is refused by name, the rest is read', async () => {
  const tree = await zipTree(
    anArchive({ '../../etc/passwd': 'evil', 'a/../../b': 'evil', '/absolute.jpg': 'kept', 'good.jpg': 'good' }),
  )
  expect(tree.files.map(({ path }) => path)).toEqual(['absolute.jpg', 'good.jpg'])
  expect(tree.refused).toEqual([
    { file: '../../etc/passwd', reason: 'its path leads out of the data set ("..")' },
    { file: 'a/../../b', reason: 'its path leads out of the data set ("..")' },
  ])
  await tree.close()
})

test('an archive that unpacks to hundreds of times its size is refused', async () => {
  const zeros = Buffer.alloc(80 * 1024 * 1024)
  await expect(zipTree(anArchive({ 'a.json': zeros }))).rejects.toThrow('no data set but a trap')
})

test('an archive of more files than its list counts to is refused, instead of cut', async () => {
  const file = join(temporaryFolder(), 'data.zip')
  const files = Object.fromEntries(Array.from({ length: 65_540 }, (_, index) => [`${index}.txt`, new Uint8Array(0)]))
  writeFileSync(file, zipSync(files, { level: 0 }))
  await expect(openSource([{ path: 'data.zip', file }])).rejects.toThrow('says that it holds 4 files, and holds more')
})

test('what is no archive, or is cut off, is refused with a reason', async () => {
  const file = join(temporaryFolder(), 'data.zip')
  writeFileSync(file, 'PK\u0003\u0004 and nothing more')
  await expect(zipTree(file)).rejects.toMatchObject({ code: 'invalid', message: /The archive cannot be read/ })
})

test('what operating systems leave behind is passed over', async () => {
  const clutter = { '__MACOSX/._1.jpg': '', '.DS_Store': '', 'a/Thumbs.db': '', '.git/config': '', 'a/1.jpg': 'image' }
  const tree = await zipTree(anArchive(clutter))
  expect(tree.files.map(({ path }) => path)).toEqual(['a/1.jpg'])
  await tree.close()
})

test('the only file of an import, if it is an archive, is the whole tree', async () => {
  const tree = await openSource([{ path: 'My data.zip', file: anArchive({ 'cats/1.jpg': 'cat' }) }])
  expect(tree.files.map(({ path }) => path)).toEqual(['cats/1.jpg'])
  await tree.close()
})

test('an archive among other files is a folder of its name, and a broken one costs only itself', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'plain.jpg'), 'plain')
  writeFileSync(join(folder, 'broken.zip'), 'PK\u0003\u0004')
  const tree = await openSource([
    { path: 'set/plain.jpg', file: join(folder, 'plain.jpg') },
    { path: 'set/more.zip', file: anArchive({ '1.jpg': 'one' }) },
    { path: 'set/broken.zip', file: join(folder, 'broken.zip') },
  ])
  expect(tree.files.map(({ path }) => path)).toEqual(['set/more/1.jpg', 'set/plain.jpg'])
  expect(await readWhole(tree, 'set/more/1.jpg')).toEqual(text('one'))
  expect(tree.refused).toEqual([{ file: 'set/broken.zip', reason: expect.stringContaining('cannot be read') }])
  await tree.close()
})

test('a folder is read with its subfolders, and links in it are not followed', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'data/sub'), { recursive: true })
  writeFileSync(join(folder, 'secret'), 'secret')
  writeFileSync(join(folder, 'data/sub/1.jpg'), 'one')
  symlinkSync(join(folder, 'secret'), join(folder, 'data/link.jpg'))
  const tree = await folderTree(join(folder, 'data'))
  const { mtimeMs: changedAt } = statSync(join(folder, 'data/sub/1.jpg'))
  expect(tree.files).toEqual([{ path: 'sub/1.jpg', bytes: 3, changedAt }])
})

test.each([
  ['a\\b\\1.jpg', 'a/b/1.jpg'],
  ['./a/1.jpg', 'a/1.jpg'],
  ['C:\\data\\1.jpg', 'data/1.jpg'],
])('the path %s is read as %s', async (given, path) => {
  const file = join(temporaryFolder(), 'content')
  writeFileSync(file, 'one')
  expect((await filesTree([{ path: given, file }])).files.map((one) => one.path)).toEqual([path])
})

/** A tar archive as the system's own program writes it. */
function aTar(files: Record<string, string>, options: readonly string[], name = 'data.tar'): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const archive = join(temporaryFolder(), name)
  execFileSync('tar', ['-cf', archive, ...options, '-C', folder, ...Object.keys(files)])
  return archive
}

const longName = `${'a-long-name-of-a-folder/'.repeat(8)}1.jpg`

test.each([
  ['ustar', ['--format=ustar']],
  ['pax', ['--format=pax']],
  ['gnu', ['--format=gnu']],
  ['packed', ['--format=gnu', '-z']],
])('a tar archive is read like a folder (%s), long names included', async (_kind, options) => {
  const path = _kind === 'ustar' ? 'images/2.jpg' : longName
  const file = aTar({ 'images/10.jpg': 'ten', [path]: 'two', 'empty.txt': '' }, options)
  const tree = await openSource([{ path: _kind === 'packed' ? 'data.tar.gz' : 'data.tar', file }])
  expect(tree.files.map((one) => one.path).sort()).toEqual(['empty.txt', 'images/10.jpg', path].sort())
  expect(await readWhole(tree, 'images/10.jpg')).toEqual(text('ten'))
  expect(await readWhole(tree, path)).toEqual(text('two'))
  expect(await readWhole(tree, 'empty.txt')).toEqual(text(''))
  await tree.close()
})

test('links in a tar archive are refused by name, and so are paths that lead out of it', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'good.jpg'), 'good')
  symlinkSync('/etc/passwd', join(folder, 'link.jpg'))
  const archive = join(temporaryFolder(), 'data.tar')
  execFileSync('tar', ['-cf', archive, '-C', folder, '--transform=s,^good,../good,', '-P', 'good.jpg', 'link.jpg'])
  execFileSync('tar', ['-rf', archive, '-C', folder, 'good.jpg'])
  const tree = await openSource([{ path: 'data.tar', file: archive }])
  expect(tree.files.map(({ path }) => path)).toEqual(['good.jpg'])
  expect(tree.refused).toEqual([
    { file: '../good.jpg', reason: 'its path leads out of the data set ("..")' },
    { file: 'link.jpg', reason: 'it is a link, and links are not followed' },
  ])
  await tree.close()
})

test('a tar archive that is cut off or damaged is refused with the place', async () => {
  const archive = aTar({ 'a.jpg': 'a'.repeat(2000), 'b.jpg': 'b' }, [])
  const bytes = readFileSync(archive)
  const file = join(temporaryFolder(), 'data.tar')
  writeFileSync(file, bytes.subarray(0, 1024))
  await expect(openSource([{ path: 'data.tar', file }])).rejects.toThrow('it ends in the middle of "a.jpg"')
  bytes[3000] = 7
  bytes.fill(0xff, 2560, 2600)
  writeFileSync(file, bytes)
  await expect(openSource([{ path: 'data.tar', file }])).rejects.toThrow('its header at byte 2560 is damaged')
})

/** A header of a tar archive whose check sum is right, whatever its fields say. */
function aTarHeader({ name, size, type = '0' }: { name: string; size: string | Uint8Array; type?: string }): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  Buffer.from(size).copy(header, 124)
  header.fill(' ', 148, 156)
  header.write(type, 156)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** What pax says of the size of the file after it. */
function aPaxSize(size: string): Buffer[] {
  const record = `${9 + size.length} size=${size}\n`
  return [aTarHeader({ name: 'pax', size: record.length.toString(8), type: 'x' }), text(record.padEnd(512, '\0'))]
}

test.each([
  ['a negative one', [aTarHeader({ name: 'a.jpg', size: '-0000001000' })], 0],
  ['one that is no number', [aTarHeader({ name: 'a.jpg', size: '0000000x000' })], 0],
  ['one beyond all numbers', [aTarHeader({ name: 'a.jpg', size: new Uint8Array(12).fill(0xff) })], 0],
  ['a negative one of pax', [...aPaxSize('-1024'), aTarHeader({ name: 'a.jpg', size: '0' })], 1024],
  ['one of pax that is no number', [...aPaxSize('many0'), aTarHeader({ name: 'a.jpg', size: '0' })], 1024],
])('a tar archive whose header claims an impossible size is refused with the place: %s', async (_kind, blocks, at) => {
  const file = join(temporaryFolder(), 'data.tar')
  writeFileSync(file, Buffer.concat([...blocks, Buffer.alloc(1024)]))
  await expect(openSource([{ path: 'data.tar', file }])).rejects.toThrow(`its header at byte ${at} is damaged`)
})

test('archives inside an archive are folders of their names, whatever their kind; those inside these stay files', async () => {
  const innermost = readFileSync(anArchive({ '3.jpg': 'three' }))
  const inner = readFileSync(anArchive({ '1.jpg': 'one', 'deep.zip': innermost }))
  const tar = readFileSync(aTar({ '2.jpg': 'two' }, ['-z']))
  const file = anArchive({
    'set/first.zip': inner,
    'set/second.tgz': tar,
    'set/broken.zip': 'PK\u0003\u0004',
    'notes.txt': 'notes',
  })
  const tree = await openSource([{ path: 'all.zip', file }])
  expect(tree.files.map(({ path }) => path)).toEqual(['notes.txt', 'set/first/1.jpg', 'set/first/deep.zip', 'set/second/2.jpg'])
  expect(await readWhole(tree, 'set/first/1.jpg')).toEqual(text('one'))
  expect(await readWhole(tree, 'set/second/2.jpg')).toEqual(text('two'))
  expect(tree.refused).toEqual([{ file: 'set/broken.zip', reason: expect.stringContaining('cannot be read') }])
  await tree.close()
})

test('a packed tar that unpacks to hundreds of times its size is refused', async () => {
  const file = join(temporaryFolder(), 'data.tar.gz')
  writeFileSync(file, gzipSync(new Uint8Array(80 * 1024 * 1024)))
  await expect(openSource([{ path: 'data.tar.gz', file }])).rejects.toThrow('no data set but a trap')
})

test('two files of one path, one of them from an archive, cost the second, which is named', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'plain.jpg'), 'plain')
  const tree = await openSource([
    { path: 'set/1.jpg', file: join(folder, 'plain.jpg') },
    { path: 'set.zip', file: anArchive({ '1.jpg': 'one' }) },
  ])
  expect(await readWhole(tree, 'set/1.jpg')).toEqual(text('plain'))
  expect(tree.refused).toEqual([{ file: 'set/1.jpg', reason: 'there is another file of the same path' }])
  await tree.close()
})

test('what lies inside a file can be kept as a file of the tree, and leaves nothing on the disk', async () => {
  const scratch = temporaryFolder()
  const tree = await openSource([{ path: 'a.zip', file: anArchive({ 'a.jpg': 'given' }) }], scratch)
  const [first, second, again] = [
    await tree.keep('records/1.jpg', text('first')),
    await tree.keep('records/1.jpg', text('second')),
    await tree.keep('records/1.jpg', text('second')),
  ]
  expect([first, second, again]).toEqual(['records/1.jpg', 'records/1_2.jpg', 'records/1_2.jpg'])
  expect(await tree.keep('a.jpg', text('kept'))).toBe('a_2.jpg')
  expect(await tree.keep('../../etc/passwd', text('outside'))).toBe('unnamed')
  const contents = await Promise.all(
    ['records/1.jpg', 'records/1_2.jpg', 'a.jpg', 'a_2.jpg', 'unnamed'].map((path) => readWhole(tree, path)),
  )
  expect(contents.map(String)).toEqual(['first', 'second', 'given', 'kept', 'outside'])
  expect(readdirSync(scratch)).toEqual([])
  await tree.close()
})

test('a file that is read from any place is copied to the disk once, and one inside a tar not at all', async () => {
  const packed = await openSource([{ path: 'a.zip', file: anArchive({ 'a.parquet': 'table' }) }])
  const [first, second] = [await packed.onDisk('a.parquet'), await packed.onDisk('a.parquet')]
  expect(second).toBe(first)
  expect(String(await readRegion(first, 0, 5))).toBe('table')
  await expect(packed.onDisk('b.parquet')).rejects.toMatchObject({ code: 'not_found' })
  await packed.close()
  const file = aTar({ 'b.jpg': 'image', 'a.parquet': 'table' }, [])
  const tar = await openSource([{ path: 'a.tar', file }])
  const region = await tar.onDisk('a.parquet')
  expect(String(await readRegion(region, 0, 5))).toBe('table')
  expect(region.start).toBe(readFileSync(file).indexOf('table'))
  await tar.close()
})

describeWithData('archives of images', 'format-fixtures', (folder) => {
  test.each([
    ['image-zip', ['1/1.jpg', '2/2.jpg', 'SOURCE.txt']],
    [
      'image-zip-archives',
      ['SOURCE.txt', ...Array.from({ length: 12 }, (_, index) => `archive/archive/${String(index + 1).padStart(2, '0')}.jpg`)],
    ],
  ])('%s: every image in them is read', async (name, paths) => {
    const given = readdirSync(join(folder, name)).map((path) => ({ path, file: join(folder, name, path) }))
    const tree = await openSource(given)
    expect(tree.files.map(({ path }) => path).sort()).toEqual([...paths].sort())
    for (const path of paths) expect((await readWhole(tree, path)).length).toBeGreaterThan(0)
    await tree.close()
  })
})
