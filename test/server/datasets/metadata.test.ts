import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import { undoImport } from '#server/datasets/undo-import.ts'
import { updateProject } from '#server/store/projects.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { LoopSettings } from '#shared/domain/project.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { aPhotograph } from '../image-files/photographs.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aPicture } from './made-up-images.ts'

const NEVER = async () => {}
const EMPTY = { ontology: { version: 1, labels: [] } }
/** Images by the patient they are of, and a column that is about objects. */
const PATIENTS = ['p1', 'p1', 'p2', 'p2', 'p3', 'p4']

describeWithMongo('metadata of images', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  /** Pictures beside a table with two boxes for each. */
  async function aTable(age = (index: number) => String(30 + index)): Promise<string> {
    const folder = temporaryFolder()
    const rows = PATIENTS.flatMap((patient, index) => [
      `${index}.png,cat,1,2,30,40,${patient},${age(index)},front`,
      `${index}.png,dog,40,20,90,60,${patient},${age(index)},back`,
    ])
    writeFileSync(join(folder, 'boxes.csv'), ['filename,class,xmin,ymin,xmax,ymax,Patient ID,age,side', ...rows].join('\n'))
    for (const index of PATIENTS.keys()) writeFileSync(join(folder, `${index}.png`), await aPicture(100 + index))
    return folder
  }

  async function found(projectId: ProjectId, query: string): Promise<string[]> {
    const { token } = await aStoredPerson(server.store, projectId, 'annotator')
    const answer = await server.ask(`/api/projects/${projectId}/assets?query=${encodeURIComponent(query)}`, token)
    return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name)
  }

  async function exported(projectId: ProjectId, body: object): Promise<{ report: ExportReport; file: string }> {
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const begun = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body: JSON.stringify(body) })
    const job = await server.ended(((await begun.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    const report = job.result as ExportReport
    const file = join(temporaryFolder(), 'export.zip')
    writeFileSync(file, Buffer.from(await (await server.ask(report.download, token)).arrayBuffer()))
    return { report, file }
  }
  const metaOf = async (projectId: ProjectId) => (await server.assets(projectId)).map(({ name, meta }) => [name, meta])

  test('comes from the columns of a table that are about images, and can be asked for', async () => {
    const projectId = await server.project(EMPTY)
    const report = await server.importFolder(projectId, await aTable(), { approve: true })
    expect(report).toMatchObject({ assets: PATIENTS.length, described: PATIENTS.length, rejected: [] })
    expect(report.losses.map(({ what }) => what)).toEqual([
      'columns that have no place here',
      'names of metadata, written in plain letters',
    ])
    expect((await server.assets(projectId))[2]?.meta).toEqual({ Patient_ID: 'p2', age: 32 })
    expect(await found(projectId, 'meta.Patient_ID = P2')).toEqual(['2.png', '3.png'])
    expect(await found(projectId, 'meta.age >= 33 meta.age < 35')).toEqual(['3.png', '4.png'])
    expect(await found(projectId, 'meta.age = 35')).toEqual(['5.png'])
    expect(await found(projectId, 'not meta.Patient_ID ~ p1')).toEqual(['2.png', '3.png', '4.png', '5.png'])
  })

  test('of photographs says when and with what they were taken; where, only if the project keeps that', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.jpg'), await aPhotograph('jpeg', { seed: 31 }))
    writeFileSync(join(folder, 'b.tiff'), await aPhotograph('tiff', { seed: 32 }))
    const [closed, open] = [await server.project(EMPTY), await server.project(EMPTY)]
    await updateProject(server.store, open, { loop: LoopSettings.parse({ privacy: { places: true } }) })
    const report = await server.importFolder(closed, folder)
    expect((await server.assets(closed))[0]?.meta).toMatchObject({ camera_model: 'Eye 3', taken_at: '2024-05-01T12:30:15' })
    expect(JSON.stringify(await metaOf(closed))).not.toMatch(/gps|Lovelace/)
    expect(report.losses).toMatchObject([{ what: 'places where photographs were taken, which the project does not keep' }])
    await server.importFolder(open, folder)
    expect((await server.assets(open))[0]?.meta).toMatchObject({ gps_latitude: 51.5, gps_longitude: -0.125 })
    expect(await found(open, 'meta.gps_longitude < 0')).toContain('a.jpg')
  })

  test('of the same files again changes nothing; what differs stays, or is replaced where that is the rule', async () => {
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, await aTable(), { approve: true })
    const before = await metaOf(projectId)
    expect(await server.importFolder(projectId, await aTable(), { approve: true })).toMatchObject({ described: 0 })
    const older = await aTable((index) => String(40 + index))
    const kept = await server.importFolder(projectId, older, { approve: true })
    expect(kept.losses).toContainEqual(
      expect.objectContaining({ what: 'metadata that says something else here: what is here stays', count: PATIENTS.length }),
    )
    expect(await metaOf(projectId)).toEqual(before)
    expect(await server.importFolder(projectId, older, { merge: 'replace', dryRun: true })).toMatchObject({
      described: PATIENTS.length,
    })
    expect(await metaOf(projectId)).toEqual(before)
    const importId = await remembered(projectId, older, { merge: 'replace', approve: true })
    expect((await server.assets(projectId))[0]?.meta).toMatchObject({ age: 40 })
    expect(await found(projectId, 'meta.age > 44')).toEqual(['5.png'])
    await undoImport({ store: server.store, commit: server.operations.commit }, { importId, progress: NEVER })
    expect(await metaOf(projectId)).toEqual(before)
    expect(await found(projectId, 'meta.age > 44')).toEqual([])
  })

  /** As a job does it: the project remembers the import. */
  async function remembered(projectId: ProjectId, folder: string, wish: object): Promise<ImportId> {
    const importId = newId<ImportId>('imp')
    const record = { projectId, jobId: newId<never>('job'), by: null, at: Date.now(), state: 'done' as const, format: null }
    await server.store.imports.insertOne({ _id: importId, ...record, assets: 0, annotations: 0, changed: 0 })
    await server.importFolder(projectId, folder, { ...wish, importId })
    return importId
  }

  test('of a kind keeps images in one split, also those that come later', async () => {
    const projectId = await server.project(EMPTY)
    await updateProject(server.store, projectId, {
      loop: LoopSettings.parse({ split: { by: 'Patient_ID', validation: 0.3, test: 0.3 } }),
    })
    const folder = await aTable()
    await server.importFolder(projectId, folder)
    writeFileSync(join(folder, 'late.png'), await aPicture(200))
    writeFileSync(join(folder, 'more.csv'), 'filename,class,xmin,ymin,xmax,ymax,Patient ID\nlate.png,cat,1,2,30,40,p1\n')
    await server.importFolder(projectId, folder)
    const splits = new Map<unknown, Set<string>>()
    for (const { meta, split, group } of await server.assets(projectId)) {
      const of = meta?.Patient_ID
      splits.set(of, (splits.get(of) ?? new Set()).add(`${split} ${group}`))
    }
    expect([...splits.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1])
    expect((await server.assets(projectId)).filter(({ meta }) => meta?.Patient_ID === 'p1')).toHaveLength(3)
  })

  test.each(['coco', 'coco-keypoints', 'label-studio', 'datumaro', 'parquet', 'box-csv'])(
    'goes out as %s with the images, and comes back the same',
    async (format) => {
      const projectId = await server.project({ ...EMPTY, task: 'detection' })
      await server.importFolder(projectId, await aTable(), { approve: true })
      const { report, file } = await exported(projectId, { format: format === 'coco-keypoints' ? 'coco' : format, images: true })
      expect(report.losses).toEqual([])
      const copy = await server.project(EMPTY)
      const tree = await zipTree(file)
      await server.importFrom(copy, tree, { approve: true })
      await tree.close()
      const metas = async (id: ProjectId) => new Map((await server.assets(id)).map(({ hash, meta }) => [hash, meta]))
      expect(await metas(copy)).toEqual(await metas(projectId))
    },
  )

  test('that a format has no place for is told', async () => {
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, await aTable(), { approve: true })
    const { report } = await exported(projectId, { format: 'voc' })
    expect(report.losses).toMatchObject([{ what: 'metadata of images: the format has no place for it', count: PATIENTS.length }])
  })

  test('of COCO and Label Studio is what they say of an image beside its labels', async () => {
    const [coco, studio] = [temporaryFolder(), temporaryFolder()]
    for (const folder of [coco, studio]) writeFileSync(join(folder, 'a.png'), await aPicture(300))
    const image = {
      id: 7,
      file_name: 'a.png',
      width: 96,
      height: 64,
      license: 3,
      date_captured: '2013-11-14 17:02:52',
      site: null,
    }
    writeFileSync(
      join(coco, 'instances.json'),
      JSON.stringify({
        images: [image],
        licenses: [{ id: 3, name: 'CC BY 2.0', url: '' }],
        categories: [{ id: 1, name: 'cat' }],
        annotations: [{ id: 1, image_id: 7, category_id: 1, bbox: [1, 2, 30, 40] }],
      }),
    )
    const data = { image: '/data/upload/1/a.png', camera: 'front', lux: 120.5, tags: ['x'] }
    writeFileSync(join(studio, 'tasks.json'), JSON.stringify([{ id: 1, data, annotations: [], predictions: [] }]))
    const [one, other] = [await server.project(EMPTY), await server.project(EMPTY)]
    await server.importFolder(one, coco)
    expect(await metaOf(one)).toEqual([['a.png', { license: 'CC BY 2.0', date_captured: '2013-11-14 17:02:52' }]])
    const report = await server.importFolder(other, studio)
    expect(await metaOf(other)).toEqual([['a.png', { camera: 'front', lux: 120.5 }]])
    expect(report.losses).toMatchObject([{ what: 'metadata that is neither a text nor a number', count: 1 }])
  })

  test('is bounded, whatever a file says', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'img'))
    writeFileSync(join(folder, 'a.png'), await aPicture(301))
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`field ${index}`, 'x'.repeat(600)]))
    const image = { id: 1, file_name: 'a.png', ...many, __proto__: 'x' }
    writeFileSync(join(folder, 'c.json'), JSON.stringify({ images: [image], categories: [], annotations: [] }))
    const projectId = await server.project(EMPTY)
    const report = await server.importFolder(projectId, folder, { format: 'coco' })
    const [asset] = await server.assets(projectId)
    expect(Object.keys(asset?.meta ?? {})).toHaveLength(64)
    expect(Object.values(asset?.meta ?? {}).every((value) => String(value).length === 500)).toBe(true)
    expect(report.losses.map(({ what, count }) => [what, count])).toEqual([
      ['metadata longer than 500 letters, cut', 80],
      ['names of metadata, written in plain letters', 64],
      ['metadata beyond 64 values of an image', 16],
    ])
  })

  test('is a column of the table of the images', async () => {
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, await aTable())
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const lines = (await (await server.ask(`/api/projects/${projectId}/assets.csv`, token)).text()).split('\r\n')
    const columns = (lines[0] ?? '').split(',')
    expect(columns.slice(columns.indexOf('meta.Patient_ID')).slice(0, 2)).toEqual(['meta.Patient_ID', 'meta.age'])
    expect((lines[1] ?? '').split(',')[columns.indexOf('meta.age')]).toBe('30')
  })
})
