import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { undoImport } from '#server/datasets/undo-import.ts'
import { type AssetId, type ImportId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import { noHeld } from '#shared/routes/data.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { vocXml } from './formats/read-all.ts'
import { type Importing, openImporting } from './importing.ts'
import { aPicture } from './made-up-images.ts'

type Box = readonly [number, number, number, number]
const CAT: Box = [10, 10, 30, 40]
const DOG: Box = [40, 20, 90, 60]
const ELSEWHERE: Box = [50, 1, 70, 15]
const NEVER = async () => {}

describeWithMongo('an import of what is here already', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing.close())

  const aProject = () => importing.project({ ontology: { version: 1, labels: [] } })
  const labelFile = (name: string, boxes: readonly { name: string; box: Box }[]) => vocXml(name, [...boxes])
  async function aFolder(
    images: readonly number[],
    boxes = [
      { name: 'cat', box: CAT },
      { name: 'dog', box: DOG },
    ],
  ): Promise<string> {
    const folder = temporaryFolder()
    for (const seed of images) {
      writeFileSync(join(folder, `${seed}.png`), await aPicture(seed))
      writeFileSync(join(folder, `${seed}.xml`), labelFile(`${seed}.png`, boxes))
    }
    return folder
  }
  const logOf = async (projectId: ProjectId) =>
    (await importing.store.operations.find({ projectId }).toArray()).map(({ _id }) => _id).sort()
  const visible = async (projectId: ProjectId) =>
    (await importing.annotations(projectId))
      .filter(({ status }) => status !== 'deleted' && status !== 'rejected')
      .map(({ label, status }) => `${status} ${label}`)
      .sort()
  const undo = (importId: ImportId) =>
    undoImport({ store: importing.store, commit: importing.operations.commit }, { importId, progress: NEVER })
  /** As a job does it: the project remembers the import. */
  async function remembered(projectId: ProjectId, folder: string, wish: object = {}): Promise<ImportId> {
    const importId = newId<ImportId>('imp')
    const record = { projectId, jobId: newId<never>('job'), by: null, at: Date.now(), state: 'done' as const, format: null }
    await importing.store.imports.insertOne({ _id: importId, ...record, assets: 0, annotations: 0, changed: 0 })
    await importing.importFolder(projectId, folder, { approve: true, ...wish, importId })
    return importId
  }
  const commitAs = (assetId: AssetId, user: UserId, operations: object[]) =>
    importing.operations.commit({ assetId, user: { id: user }, may: () => true, operations: operations as never })

  test('changes nothing, and says so, also from another folder', async () => {
    const projectId = await aProject()
    const folder = await aFolder([1, 2, 3])
    await importing.importFolder(projectId, folder, { approve: true })
    const before = await logOf(projectId)
    const moved = join(temporaryFolder(), 'elsewhere')
    renameSync(folder, moved)
    for (const merge of ['keep', 'add', 'replace', 'suggest'] as const) {
      const report = await importing.importFolder(projectId, moved, { approve: true, merge })
      expect(report).toMatchObject({ assets: 0, annotations: 0, held: { ...noHeld(), images: 3, unchanged: 6 }, losses: [] })
    }
    expect(await logOf(projectId)).toEqual(before)
  })

  test('and some more takes what is new alone', async () => {
    const projectId = await aProject()
    const folder = await aFolder([1, 2])
    await importing.importFolder(projectId, folder, { approve: true })
    writeFileSync(join(folder, '7.png'), await aPicture(7))
    writeFileSync(join(folder, '7.xml'), labelFile('7.png', [{ name: 'cat', box: CAT }]))
    const report = await importing.importFolder(projectId, folder, { approve: true })
    expect(report).toMatchObject({ assets: 1, annotations: 1, duplicates: 2, held: { images: 2, unchanged: 4 } })
  })

  test.each([
    ['keep', ['approved cat', 'approved dog'], { unchanged: 1, kept: 1 }],
    ['add', ['approved cat', 'approved cat', 'approved dog'], { unchanged: 1, added: 1 }],
    ['replace', ['approved cat', 'approved cat'], { unchanged: 1, added: 1, removed: 1 }],
    ['suggest', ['approved cat', 'approved dog', 'suggested cat'], { unchanged: 1, suggested: 1 }],
  ] as const)(
    'with other labels follows the rule "%s", as its dry run says, and is undone as one act',
    async (merge, expected, held) => {
      const projectId = await aProject()
      await importing.importFolder(projectId, await aFolder([1]), { approve: true })
      const other = await aFolder(
        [1],
        [
          { name: 'cat', box: CAT },
          { name: 'cat', box: ELSEWHERE },
        ],
      )
      const wish = { approve: true, merge }
      const foretold = await importing.importFolder(projectId, other, { ...wish, dryRun: true })
      expect(foretold.held).toEqual({ ...noHeld(), images: 1, ...held })
      expect(await visible(projectId)).toEqual(['approved cat', 'approved dog'])
      const importId = await remembered(projectId, other, wish)
      expect(await visible(projectId)).toEqual([...expected].sort())
      await undo(importId)
      await importing.operations.settled()
      expect(await visible(projectId)).toEqual(['approved cat', 'approved dog'])
      expect((await importing.assets(projectId)).map(({ status }) => status)).toEqual(['approved'])
    },
  )

  test('with labels alone finds the images by their names', async () => {
    const projectId = await aProject()
    const folder = await aFolder([1, 2, 3])
    const images = temporaryFolder()
    for (const seed of [1, 2, 3]) {
      mkdirSync(join(images, 'deep'), { recursive: true })
      renameSync(join(folder, `${seed}.png`), join(images, 'deep', `${seed}.png`))
    }
    await importing.importFolder(projectId, images)
    const report = await importing.importFolder(projectId, folder, { approve: true })
    expect(report).toMatchObject({ format: 'voc', assets: 0, annotations: 6, rejected: [], held: { images: 3 } })
    expect((await importing.assets(projectId)).map(({ status }) => status)).toEqual(['approved', 'approved', 'approved'])
  })

  test('of nothing that can be read is refused, whatever the images here are called', async () => {
    const projectId = await importing.project({ task: 'classification', ontology: { version: 1, labels: [] } })
    const images = temporaryFolder()
    for (const seed of [1, 2]) {
      mkdirSync(join(images, `class-${seed}`))
      writeFileSync(join(images, `class-${seed}`, `${seed}.png`), await aPicture(seed))
    }
    await importing.importFolder(projectId, images, { format: 'image-folder' })
    const notes = temporaryFolder()
    writeFileSync(join(notes, 'notes.txt'), 'remember the milk')
    await expect(importing.importFolder(projectId, notes)).rejects.toThrow('no images in it')
    expect(await importing.annotations(projectId)).toEqual([])
  })

  test('taken back leaves nothing, but for what people have touched since', async () => {
    const projectId = await aProject()
    const importId = await remembered(projectId, await aFolder([1, 2, 3]))
    const [first, second] = await importing.assets(projectId)
    const person = 'usr_1' as UserId
    const [cat] = await importing.store.annotations.find({ assetId: (second as { _id: AssetId })._id, label: 'cat' }).toArray()
    await commitAs((second as { _id: AssetId })._id, person, [
      { id: newId<OperationId>('op'), type: 'update', annotationId: cat?._id, base: 1, patch: { status: 'draft' } },
    ])
    const report = await undo(importId)
    expect(report).toEqual({ assets: 2, annotations: 5, keptAssets: 1, keptAnnotations: 1 })
    await importing.operations.settled()
    expect(await visible(projectId)).toEqual(['draft cat'])
    const rest = await importing.assets(projectId)
    expect(rest.map(({ _id }) => _id)).toEqual([second?._id])
    expect(await importing.store.operations.countDocuments({ assetId: first?._id as AssetId })).toBe(0)
    expect(await importing.store.imports.findOne({ _id: importId })).toMatchObject({ state: 'undone' })
  })

  test('can come again after it was taken back', async () => {
    const projectId = await aProject()
    const folder = await aFolder([1, 2])
    await undo(await remembered(projectId, folder))
    expect(await importing.importFolder(projectId, folder, { approve: true })).toMatchObject({ assets: 2, annotations: 4 })
    await importing.operations.settled()
    expect(await visible(projectId)).toEqual(['approved cat', 'approved cat', 'approved dog', 'approved dog'])
  })

  test('an image found alike by one that was taken back is found by the next of its group', async () => {
    const projectId = await aProject()
    const [one, other, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    writeFileSync(join(one, 'a.png'), await aPicture(7, { width: 300, height: 200 }))
    writeFileSync(join(other, 'b.tiff'), await aPicture(7, { width: 300, height: 200, format: 'tiff' }))
    writeFileSync(join(third, 'c.webp'), await aPicture(7, { width: 300, height: 200, format: 'gif' }))
    const importId = await remembered(projectId, one)
    await importing.importFolder(projectId, other)
    await undo(importId)
    await importing.importFolder(projectId, third)
    expect(new Set((await importing.assets(projectId)).map(({ group }) => group)).size).toBe(1)
  })

  test('asks the database by index alone', async () => {
    const projectId = await aProject()
    await importing.importFolder(projectId, await aFolder([1, 2, 3]), { approve: true })
    const { store } = importing
    const plans = await Promise.all([
      store.assets.find({ projectId, near: { $in: [1, 2, 3] } }).explain(),
      store.assets.find({ projectId, hash: { $in: ['a', 'b'] } }).explain(),
      store.assets.find({ projectId, name: { $in: ['a', 'b'] } }).explain(),
      store.assets
        .find({ 'brought.by': 'imp_1' as ImportId, 'brought.as': { $gt: '' } })
        .sort({ 'brought.as': 1 })
        .explain(),
      store.importChanges
        .find({ importId: 'imp_1' as ImportId, _id: { $gt: '' } })
        .sort({ _id: 1 })
        .explain(),
      store.imports.find({ projectId }).sort({ at: -1 }).explain(),
    ])
    for (const plan of plans)
      expect(JSON.stringify(plan.queryPlanner.winningPlan)).toMatch(/^((?!COLLSCAN|"SORT").)*IXSCAN((?!COLLSCAN|"SORT").)*$/)
  })
})
