import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readWhole } from '#server/datasets/sources/file-tree.ts'
import { filesTree, folderTree } from '#server/datasets/sources/local-tree.ts'
import { openSource } from '#server/datasets/sources/open-source.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

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
  expect(tree.files).toEqual([{ path: 'sub/1.jpg', bytes: 3 }])
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
