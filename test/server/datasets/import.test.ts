import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import type { AssetRow } from '#server/store/collections.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { noHeld } from '#shared/routes/data.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { vocXml } from './formats/read-all.ts'
import { type Importing, openImporting } from './importing.ts'
import { aPicture, aSpeck } from './made-up-images.ts'

const LOOK_EVERY_MS = 5

describeWithMongo('an import', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing.close())

  const emptyOntology = { version: 1, labels: [] }
  async function aFolder(files: Record<string, string | Buffer>): Promise<string> {
    const folder = temporaryFolder()
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    return folder
  }
  const cat = (box: readonly [number, number, number, number]) => ({ name: 'cat', box })
  const labelled = async (count: number, first = 1): Promise<Record<string, string | Buffer>> =>
    Object.fromEntries(
      (
        await Promise.all(
          Array.from({ length: count }, async (_, index) => {
            const name = `image-${first + index}`
            return [
              [`${name}.png`, await aPicture(first + index)],
              [`${name}.xml`, vocXml(`${name}.png`, [cat([10, 10, 30, 40]), { name: 'dog', box: [40, 20, 90, 60] }])],
            ] as const
          }),
        )
      ).flat(),
    )
  const byName = (rows: readonly AssetRow[]) => new Map(rows.map((row) => [row.name, row]))

  test('puts images into the queue by chance, not in import order, until a model has looked', async () => {
    const projectId = await importing.project()
    await importing.importFolder(projectId, await aFolder(await labelled(8)))
    const assets = await importing.assets(projectId)
    const queued = [...assets].sort((a, b) => b.uncertainty - a.uncertainty)
    expect(new Set(queued.map(({ uncertainty }) => uncertainty)).size).toBe(8)
    expect(queued.map(({ order }) => order)).not.toEqual(assets.map(({ order }) => order))
  })

  test('takes images in natural order, with their size, hash, thumbnail and place', async () => {
    const projectId = await importing.project()
    const picture = await aPicture(1, { format: 'jpeg' })
    const folder = await aFolder({ 'a/10.png': await aPicture(3), 'a/2.png': await aPicture(2), 'a/1.jpg': picture })
    const report = await importing.importFolder(projectId, folder)
    expect(report).toMatchObject({ format: 'image-folder', assets: 3, annotations: 0, duplicates: 0, rejected: [], losses: [] })
    const assets = await importing.assets(projectId)
    expect(assets.map(({ name, order }) => [name, order])).toEqual([
      ['a/1.jpg', 1],
      ['a/2.png', 2],
      ['a/10.png', 3],
    ])
    expect(assets[0]).toMatchObject({ width: 96, height: 64, format: 'jpeg', bytes: picture.length, status: 'new', sequence: 0 })
    for (const { hash, thumbnail } of assets) {
      expect(await importing.blobs.has(hash)).toBe(true)
      expect(await sharp(await importing.blobs.onDisk(thumbnail)).metadata()).toMatchObject({ width: 96, height: 64 })
    }
  })

  test('without approval brings drafts that wait for a review; with it, approved truth', async () => {
    for (const [approve, status, annotationStatus] of [
      [false, 'review', 'draft'],
      [true, 'approved', 'approved'],
    ] as const) {
      const projectId = await importing.project({ ontology: emptyOntology })
      const folder = await aFolder({ ...(await labelled(2)), 'unlabelled.png': await aPicture(99) })
      const report = await importing.importFolder(projectId, folder, { approve })
      expect(report).toMatchObject({ assets: 3, annotations: 4, labels: ['cat', 'dog'] })
      const assets = byName(await importing.assets(projectId))
      expect(assets.get('image-1.png')).toMatchObject({
        status,
        sequence: 1,
        counts: { approved: approve ? { cat: 1, dog: 1 } : {} },
      })
      expect(assets.get('unlabelled.png')).toMatchObject({ status: 'new', sequence: 0 })
      const annotations = await importing.annotations(projectId)
      expect(annotations.map((one) => [one.status, one.origin])).toEqual(
        Array.from({ length: 4 }, () => [annotationStatus, { type: 'import', format: 'voc' }]),
      )
      const project = await importing.store.projects.findOne({ _id: projectId })
      expect(project?.ontology.labels.map(({ name }) => name)).toEqual(['cat', 'dog'])
    }
  })

  test('counts, names and reports everything bad, and takes the rest', async () => {
    const projectId = await importing.project({ ontology: emptyOntology })
    const truncated = (await aPicture(50, { width: 300, height: 300, format: 'jpeg' })).subarray(0, 2000)
    const objects = [
      cat([10, 10, 10, 40]),
      cat([200, 10, 300, 40]),
      cat([80, 10, 97, 40]),
      cat([10, 10, 30, 40]),
      cat([10, 10, 30, 40]),
      cat([50, 30, 20, 40]),
      { name: ' ', box: [1, 1, 5, 5] as const },
    ]
    const folder = await aFolder({
      'good.png': await aPicture(1),
      'good.xml': vocXml('good.png', objects),
      'later.png': await aPicture(1),
      'later.xml': vocXml('later.png', [cat([1, 1, 5, 5])]),
      'truncated.jpg': truncated,
      'text.jpg': 'not a picture at all',
      'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'turned.png': await aPicture(2),
      'turned.xml': vocXml('turned.png', [cat([1, 1, 5, 5])], '<size><width>64</width><height>96</height></size>'),
      'lonely.xml': vocXml('lonely.png', [cat([1, 1, 5, 5])]),
    })
    const report = await importing.importFolder(projectId, folder, { approve: true })
    expect(report).toMatchObject({ assets: 2, annotations: 3, duplicates: 1 })
    expect(Object.fromEntries(report.rejected.map(({ file, reason }) => [file, reason]))).toEqual({
      'truncated.jpg': expect.stringContaining('damaged or cut off'),
      'text.jpg': 'it is not an image: expected JPEG, PNG, WebP, GIF or TIFF',
      'drawing.svg': expect.stringContaining('SVG'),
      'lonely.xml': expect.stringContaining('the image it labels is not there'),
    })
    expect(Object.fromEntries(report.losses.map(({ what, count }) => [what, count]))).toEqual({
      'boxes without an area': 2,
      'boxes outside the image': 1,
      'boxes clipped to the image': 1,
      'boxes given twice': 1,
      'objects without a name or a box': 1,
      'labels of a file that another one repeats': 1,
      'label files that state another image size: their pixels are taken as they are': 1,
    })
    const clipped = (await importing.annotations(projectId)).find(({ shape }) => shape.kind === 'box' && shape.x === 80)
    expect(clipped?.shape).toEqual({ kind: 'box', x: 80, y: 10, width: 16, height: 30 })
  })

  test('a dry run reports the same and changes nothing', async () => {
    const projectId = await importing.project({ ontology: emptyOntology })
    const folder = await aFolder({ ...(await labelled(5)), 'copy.png': await aPicture(1), 'text.jpg': 'text' })
    const dry = await importing.importFolder(projectId, folder, { approve: true, dryRun: true })
    expect(await importing.assets(projectId)).toEqual([])
    expect((await importing.store.projects.findOne({ _id: projectId }))?.ontology.labels).toEqual([])
    const { seconds: _wet, ...real } = await importing.importFolder(projectId, folder, { approve: true })
    const { seconds: _dry, ...foretold } = dry
    expect(foretold).toEqual(real)
  })

  test('the same files again add nothing', async () => {
    const projectId = await importing.project({ ontology: emptyOntology })
    const folder = await aFolder(await labelled(4))
    await importing.importFolder(projectId, folder, { approve: true })
    const again = await importing.importFolder(projectId, folder, { approve: true })
    expect(again).toMatchObject({
      assets: 0,
      annotations: 0,
      duplicates: 4,
      losses: [],
      held: { ...noHeld(), images: 4, unchanged: 8 },
    })
    expect(await importing.annotations(projectId)).toHaveLength(8)
  })

  test('labels may come later than their images', async () => {
    const projectId = await importing.project({ ontology: emptyOntology })
    const files = await labelled(3)
    const images = Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.png')))
    await importing.importFolder(projectId, await aFolder(images))
    const report = await importing.importFolder(projectId, await aFolder(files), { approve: true })
    expect(report).toMatchObject({ assets: 0, annotations: 6, duplicates: 3 })
    expect((await importing.assets(projectId)).map(({ status }) => status)).toEqual(['approved', 'approved', 'approved'])
  })

  test('another picture of a name that is taken gets a number', async () => {
    const projectId = await importing.project()
    await importing.importFolder(projectId, await aFolder({ '1.png': await aPicture(1) }))
    const report = await importing.importFolder(projectId, await aFolder({ '1.png': await aPicture(2) }))
    expect(report).toMatchObject({ assets: 1, losses: [{ count: 1, example: '1.png is now 1 (2).png' }] })
    expect((await importing.assets(projectId)).map(({ name }) => name)).toEqual(['1.png', '1 (2).png'])
  })

  test('near-duplicates share a group and a split, also with images imported before', async () => {
    const projectId = await importing.project()
    const picture = await aPicture(7, { width: 300, height: 200 })
    const small = await sharp(picture).resize(150).jpeg({ quality: 70 }).toBuffer()
    const smaller = await sharp(picture).resize(120).webp().toBuffer()
    const others = await Promise.all([11, 12, 13, 14].map(async (seed) => [`${seed}.png`, await aPicture(seed)] as const))
    await importing.importFolder(projectId, await aFolder({ 'a.png': picture, 'b.jpg': small, ...Object.fromEntries(others) }))
    await importing.importFolder(projectId, await aFolder({ 'c.webp': smaller }), { split: 'test' })
    const assets = byName(await importing.assets(projectId))
    const alike = ['a.png', 'b.jpg', 'c.webp'].map((name) => assets.get(name))
    expect(new Set(alike.map((asset) => asset?.group)).size).toBe(1)
    expect(new Set(alike.map((asset) => asset?.split)).size).toBe(1)
    expect(new Set([...assets.values()].map(({ group }) => group)).size).toBe(5)
  })

  test('goes on where one stopped whose process was killed: no doubles, nothing missing, the same report', async () => {
    const images = 120
    const files: Record<string, string | Buffer> = {}
    for (let index = 0; index < images; index++) {
      files[`${index}.png`] = await aSpeck(index)
      files[`${index}.xml`] = vocXml(`${index}.png`, [cat([1, 1, 5, 5]), { name: 'dog', box: [2, 3, 14, 11] }], '')
    }
    const folder = await aFolder(files)
    const projectId = await importing.project({ ontology: emptyOntology })
    const importId = newId<ImportId>('imp')
    await killWhen(
      importingProcess(importing, { folder, projectId, importId, labelled: images / 2 }),
      async () => (await importing.store.assets.countDocuments({ projectId, status: 'approved' })) > 0,
    )
    expect(await importing.store.assets.countDocuments({ projectId, status: 'new' })).toBeGreaterThanOrEqual(images / 2)
    const report = await importing.importFolder(projectId, folder, { approve: true, importId })
    expect(report).toMatchObject({ assets: images, annotations: 2 * images, duplicates: 0, rejected: [], losses: [] })
    const assets = await importing.assets(projectId)
    expect(assets.map(({ status }) => status)).toEqual(Array.from({ length: images }, () => 'approved'))
    expect(new Set(assets.map(({ order }) => order)).size).toBe(images)
    expect(await importing.annotations(projectId)).toHaveLength(2 * images)
  })

  test('every image of a labelled set is told apart by its class in the splits', async () => {
    const projectId: ProjectId = await importing.project({ task: 'classification', ontology: emptyOntology })
    const classes = ['left', 'right']
    const files: Record<string, Buffer> = {}
    for (const [at, name] of classes.entries())
      for (let index = 0; index < 20; index++) files[`${name}/${index}.png`] = await aPicture(1000 * at + index)
    const report = await importing.importFrom(projectId, await folderTree(await aFolder(files)), { approve: true })
    expect(report).toMatchObject({ format: 'class-folders', assets: 40, annotations: 40, labels: classes })
    const assets = await importing.assets(projectId)
    for (const name of classes) {
      const splits = assets.filter((asset) => asset.name.startsWith(name)).map(({ split }) => split)
      for (const split of ['validation', 'test'] as const) {
        const count = splits.filter((one) => one === split).length
        expect(count).toBeGreaterThanOrEqual(2)
        expect(count).toBeLessThanOrEqual(4)
      }
    }
  })
})

/** A process of its own that imports a folder, and gives labels to so many of its images. */
function importingProcess(
  { uri, folder: at }: Importing,
  { folder, projectId, importId, labelled }: { folder: string; projectId: ProjectId; importId: ImportId; labelled: number },
): ChildProcess {
  const program = fileURLToPath(new URL('./importing-process.ts', import.meta.url))
  const words = ['--import', 'tsx', program, uri, `file:${join(at, 'blobs')}`, folder, projectId, importId, '', `${labelled}`]
  const child = spawn(process.execPath, words, { stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Kills a process without a word as soon as something has happened. */
async function killWhen(child: ChildProcess, happened: () => Promise<boolean>): Promise<void> {
  const ended = once(child, 'exit')
  while (child.exitCode === null && !(await happened())) await pause(LOOK_EVERY_MS)
  child.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}
