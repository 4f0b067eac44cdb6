import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aPicture } from './made-up-images.ts'

const IMAGES = 12
const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('an export', () => {
  let server: DataServer
  const projects = {} as Record<TaskId, ProjectId>
  const tokens = {} as Record<TaskId, string>
  beforeAll(async () => {
    server = await startDataServer()
    for (const task of ['detection', 'classification', 'multilabel', 'regression'] as const) {
      projects[task] = await server.project({ ...EMPTY, task })
      tokens[task] = (await aStoredPerson(server.store, projects[task], 'manager')).token
    }
    const boxes = join(server.folder, 'boxes')
    await writeVocSet(boxes, { images: IMAGES, seed: 1 })
    await server.importFolder(projects.detection, boxes, { approve: true })
    const classes = join(server.folder, 'classes')
    for (let index = 0; index < IMAGES; index++) {
      const folder = join(classes, index % 2 === 0 ? 'even' : 'odd')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${index >> 1}.png`), await aPicture(index))
    }
    await server.importFolder(projects.classification, classes, { approve: true })
    await writeTable('multilabel', ['even', 'small'], (index) => [1 - (index % 2), index < IMAGES / 2 ? 1 : 0])
    await writeTable('regression', ['number'], (index) => [index / 2])
  })

  /** Pictures beside a CSV with a row for each. */
  async function writeTable(task: TaskId, columns: readonly string[], cells: (index: number) => number[]): Promise<void> {
    const folder = join(server.folder, task)
    mkdirSync(folder)
    const rows = Array.from({ length: IMAGES }, (_, index) => `${index}.png,${cells(index).join()}`)
    writeFileSync(join(folder, 'table.csv'), `${[`file,${columns.join()}`, ...rows].join('\n')}\n`)
    for (let index = 0; index < IMAGES; index++) writeFileSync(join(folder, `${index}.png`), await aPicture(index))
    await server.importFolder(projects[task], folder, { approve: true })
  }
  afterAll(() => server?.close())

  async function exported(task: TaskId, body: object): Promise<{ report: ExportReport; archive: Buffer }> {
    const path = `/api/projects/${projects[task]}/exports`
    const answer = await server.ask(path, tokens[task], { method: 'POST', body: JSON.stringify(body) })
    const job = await server.ended(((await answer.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    const report = job.result as ExportReport
    const download = await server.ask(report.download, tokens[task])
    expect(download.headers.get('content-disposition')).toContain('attachment')
    return { report, archive: Buffer.from(await download.arrayBuffer()) }
  }
  const content = async (projectId: ProjectId) => {
    const assets = new Map((await server.assets(projectId)).map((asset) => [asset._id, asset]))
    return (await server.annotations(projectId))
      .map(({ assetId, label, shape, attributes }) =>
        JSON.stringify([assets.get(assetId)?.hash, assets.get(assetId)?.split, label, shape, attributes]),
      )
      .sort()
  }

  // Formats of videos have no place for images alone (videos.test.ts), one knows no label but faces, and one holds what models propose.
  const others = ['cvat-video', 'mot', 'wider-face', 'coco-results']
  // Other tasks' formats are held against each other in the tests of the registry.
  const tasksHere: readonly TaskId[] = ['detection', 'classification', 'multilabel', 'regression']
  const written = formats.all.filter(
    ({ id, write, tasks }) => write !== null && !others.includes(id) && tasksHere.includes(tasks[0] as TaskId),
  )
  test.each(written.map(({ id, tasks }) => [id, tasks[0] as TaskId] as const))(
    'as %s and imported again brings back the same images, splits and labels',
    async (format, task) => {
      const { report, archive } = await exported(task, { format, images: true })
      expect(report).toMatchObject({ annotations: (await content(projects[task])).length, losses: [] })
      expect(report.annotations).toBeGreaterThanOrEqual(IMAGES)
      expect(Object.keys(unzipSync(archive))).toHaveLength(report.files)
      const file = join(server.folder, `${format}.zip`)
      writeFileSync(file, archive)
      const tree = await zipTree(file)
      const copy = await server.project({ ...EMPTY, task })
      const again = await server.importFrom(copy, tree, { approve: true, split: 'source' })
      await tree.close()
      expect(again).toMatchObject({ format, assets: IMAGES, duplicates: 0, rejected: [], losses: [] })
      expect(await content(copy)).toEqual(await content(projects[task]))
    },
  )

  test('without images holds labels alone, and of one split that split alone', async () => {
    const { archive } = await exported('detection', { format: 'voc' })
    expect(Object.keys(unzipSync(archive)).filter((path) => !/\.(xml|txt)$/.test(path))).toEqual([])
    const test = await exported('detection', { format: 'coco', split: 'test' })
    expect(Object.keys(unzipSync(test.archive))).toEqual(['annotations/instances_test.json'])
  })

  test('of the same snapshot is the same archive, byte for byte', async () => {
    const body = { format: 'coco', images: true }
    expect((await exported('detection', body)).report.download).toBe((await exported('detection', body)).report.download)
  })

  test('says what a format cannot hold', async () => {
    const { report } = await exported('classification', { format: 'voc' })
    expect(report.losses).toMatchObject([{ what: 'labels of the whole image: the format holds boxes', count: IMAGES }])
  })

  test('in a format that is only read, or that does not exist, fails with the reason', async () => {
    await expect(exported('detection', { format: 'image-folder' })).rejects.toThrow('can be read, but not written')
    await expect(exported('detection', { format: 'papyrus' })).rejects.toThrow('Expected one of the formats')
  })

  test('is fetched by those who may export from its project, and nothing else is fetched that way', async () => {
    const { report } = await exported('detection', { format: 'voc' })
    const { token: annotator } = await aStoredPerson(server.store, projects.detection, 'annotator')
    expect((await server.ask(report.download, null)).status).toBe(401)
    expect((await server.ask(report.download, annotator)).status).toBe(403)
    const elsewhere = report.download.replace(projects.detection, projects.classification)
    expect((await server.ask(elsewhere, tokens.classification)).status).toBe(404)
    const [asset] = await server.assets(projects.detection)
    expect((await server.ask(`/api/projects/${projects.detection}/exports/${asset?.hash}`, tokens.detection)).status).toBe(404)
  })

  test('can be fetched for a day; then the next export clears it away', async () => {
    const { report } = await exported('detection', { format: 'voc', split: 'validation' })
    const ofThis = { 'result.download': report.download }
    const then = new Date(Date.now() - 25 * 3600 * 1000)
    await server.store.jobs.updateMany(ofThis, { $set: { finishedAt: then.getTime() } })
    // As old as its export: a younger one would be that of another.
    utimesSync(await server.blobs.onDisk(report.download.split('/').at(-1) as string), then, then)
    await exported('detection', { format: 'voc', split: 'train' })
    expect((await server.ask(report.download, tokens.detection)).status).toBe(404)
  })

  test('the formats are listed with what they can', async () => {
    const infos = await (await server.ask('/api/formats', tokens.detection)).json()
    expect(infos).toContainEqual({ id: 'voc', title: 'Pascal VOC', tasks: ['detection'], reads: true, writes: true })
    expect(infos).toContainEqual(expect.objectContaining({ id: 'image-folder', reads: true, writes: false }))
  })

  test('snapshots are listed, newest first', async () => {
    const path = `/api/projects/${projects.detection}/snapshots`
    const { jobId } = (await (await server.ask(path, tokens.detection, { method: 'POST' })).json()) as { jobId: never }
    expect((await server.ended(jobId)).state).toBe('succeeded')
    expect(await (await server.ask(path, tokens.detection)).json()).toMatchObject([{ number: 1, annotations: 3 * IMAGES }])
  })
})
