import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import { formats } from '#server/datasets/formats/index.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ExportReport, MergeRule } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aTree } from './formats/read-all.ts'
import { anExport, writtenTree } from './formats/write-and-read.ts'
import { aPicture } from './made-up-images.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }
const SIZE = { original_width: 96, original_height: 64 }
type Region = { id: string; value: { x: number } }

describeWithMongo('labels that other programs know by an id', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  async function archiveOf(projectId: ProjectId, format: string, images = false) {
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const begun = await server.ask(`/api/projects/${projectId}/exports`, token, {
      method: 'POST',
      body: JSON.stringify({ format, images }),
    })
    const job = await server.ended(((await begun.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    const { download, losses } = job.result as ExportReport
    const files = unzipSync(new Uint8Array(await (await server.ask(download, token)).arrayBuffer()))
    return { files, losses }
  }
  const exported = async (projectId: ProjectId, format: string) => (await archiveOf(projectId, format)).files
  const visible = async (projectId: ProjectId) =>
    (await server.annotations(projectId)).filter(({ status }) => status === 'approved').sort((a, b) => (a._id < b._id ? -1 : 1))

  const region = (id: string, label: string, x: number) => ({
    ...{ id, type: 'rectanglelabels', from_name: 'tag', to_name: 'img', ...SIZE },
    value: { x, y: 10, width: 20, height: 30, rotation: 0, rectanglelabels: [label] },
  })
  async function studioProject(): Promise<ProjectId> {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.png'), await aPicture(900))
    const result = [region('Dx_aB91ISN', 'cat', 10), region('Kq7', 'dog', 60)]
    writeFileSync(
      join(folder, 'tasks.json'),
      JSON.stringify([{ id: 1, data: { image: 'a.png' }, annotations: [{ id: 1, result }] }]),
    )
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, folder, { approve: true })
    return projectId
  }
  /** What Label Studio would give back: the export, with one region moved there. */
  async function movedOutside(projectId: ProjectId): Promise<string> {
    const tasks = JSON.parse(strFromU8((await exported(projectId, 'label-studio'))['tasks.json'] as Uint8Array))
    const regions = tasks[0].annotations[0].result as Region[]
    for (const one of regions) if (one.id === 'Dx_aB91ISN') one.value.x += 30
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks))
    return folder
  }

  test('leave Label Studio and go back to it under the ids of its regions', async () => {
    const projectId = await studioProject()
    const tasks = JSON.parse(strFromU8((await exported(projectId, 'label-studio'))['tasks.json'] as Uint8Array))
    expect((tasks[0].annotations[0].result as Region[]).map(({ id }) => id).sort()).toEqual(['Dx_aB91ISN', 'Kq7'])
  })

  test('are the same objects when they come back moved: replaced in place, and never doubled', async () => {
    const projectId = await studioProject()
    const before = await visible(projectId)
    const moved = await movedOutside(projectId)
    const added = await server.importFolder(projectId, moved, { approve: true, merge: 'add' })
    expect(added.held).toMatchObject({ unchanged: 1, kept: 1, added: 0 })
    expect(await visible(projectId)).toEqual(before)
    const replaced = await server.importFolder(projectId, moved, { approve: true, merge: 'replace' })
    expect(replaced.held).toMatchObject({ unchanged: 1, added: 1, removed: 0 })
    const after = await visible(projectId)
    expect(after.map(({ _id }) => _id)).toEqual(before.map(({ _id }) => _id))
    expect(after.find(({ label }) => label === 'cat')?.shape).toMatchObject({ x: expect.closeTo(0.4 * 96, 3) })
    const again = await server.importFolder(projectId, moved, { approve: true, merge: 'replace' })
    expect(again.held).toMatchObject({ unchanged: 2, added: 0, removed: 0 })
  })

  /** Brings two cats on one image, called so, that stand so far to the right, in files of a format. */
  async function bringCats(projectId: ProjectId, format: string, ids: readonly string[], by = 0, merge: MergeRule = 'keep') {
    const annotations = ids.map((originId, index) => ({
      ...{ label: 'cat', originId },
      shape: { kind: 'box' as const, x: 2 + by, y: 2 + 30 * index, width: 20, height: 20 },
    }))
    const { tree } = await writtenTree(formats.get(format), await anExport([{ name: 'a.png', annotations }]))
    try {
      return await server.importFrom(projectId, tree, { format, approve: true, merge })
    } finally {
      await tree.close()
    }
  }
  const catsIn = async (format: string, ids: readonly string[]): Promise<ProjectId> => {
    const projectId = await server.project(EMPTY)
    await bringCats(projectId, format, ids)
    return projectId
  }

  describe.each([
    ['coco', ['501', '77']],
    ['label-studio', ['Dx_aB91ISN', 'Kq7']],
    ['darwin', ['754f5f2c-71aa-433c-99dd-e7aae940651c', 'fbcdffcc-d053-46db-b336-4c7e2179cf15']],
    ['vott-json', ['mGgx5N1x', 'tpFq8Sy_R']],
    ['supervisely', ['497521359', '497521360']],
    ['datumaro', ['12', '7']],
    ['parquet', ['a7', '9']],
    ['box-csv', ['7f', 'Kq7']],
  ] as const)('in %s', (format, ids) => {
    const areCounts = ids.every((id) => /^\d+$/.test(id))

    test('go out under the ids that they came with', async () => {
      const { files, losses } = await archiveOf(await catsIn(format, ids), format, true)
      const tree = await aTree(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes)])))
      const found: (string | undefined)[] = []
      for await (const { annotations } of formats.get(format).read(tree, createFindings(), () => undefined))
        found.push(...annotations.map(({ id }) => id))
      await tree.close()
      expect(found.sort()).toEqual([...ids].sort())
      expect(losses).toEqual([])
    })

    test('are moved where the file replaces what is here', async () => {
      const projectId = await catsIn(format, ids)
      const before = await visible(projectId)
      const { held } = await bringCats(projectId, format, ids, 50, 'replace')
      expect(held).toMatchObject({ added: 2, removed: 0 })
      const after = await visible(projectId)
      expect(after.map(({ _id }) => _id)).toEqual(before.map(({ _id }) => _id))
      expect(after.map(({ shape }) => shape)).toEqual([expect.objectContaining({ x: 52 }), expect.objectContaining({ x: 52 })])
    })

    test(`are ${areCounts ? 'added beside those of the same number' : 'the same objects'} where the file adds to what is here`, async () => {
      const projectId = await catsIn(format, ids)
      await bringCats(projectId, format, ids, 50, 'add')
      const places = (await visible(projectId)).map(({ shape }) => (shape.kind === 'box' ? shape.x : null)).sort()
      const isText = (id: string) => !/^\d+$/.test(id)
      expect(places).toEqual([2, 2, ...ids.filter((id) => !isText(id)).map(() => 52)])
    })
  })

  test('that a format cannot keep are told by its export, left out or renamed', async () => {
    const projectId = await studioProject()
    expect((await archiveOf(projectId, 'voc')).losses).toMatchObject([
      { what: 'ids from other programs: the format has no place for them', kind: 'left-out', count: 2, example: 'a.png' },
    ])
    expect((await archiveOf(projectId, 'coco')).losses).toMatchObject([
      { what: expect.stringContaining('ids from other programs that are no numbers'), kind: 'renamed', count: 2 },
    ])
  })

  test('of items in Datumaro come back, where the image is called otherwise', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.png'), await aPicture(902))
    const categories = { label: { labels: [{ name: 'cat', parent: '', attributes: [] }], attributes: [] } }
    const annotations = [{ id: 3, type: 'bbox', label_id: 0, group: 0, bbox: [1, 2, 30, 40], attributes: {} }]
    const item = { id: 'street/0001', annotations, attr: { weather: 'rain' }, image: { path: 'a.png', size: [64, 96] } }
    writeFileSync(join(folder, 'train.json'), JSON.stringify({ info: {}, categories, items: [item] }))
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, folder, { approve: true, split: 'train' })
    expect((await server.assets(projectId))[0]?.meta).toEqual({ weather: 'rain', datumaro_id: 'street/0001' })
    const file = (await exported(projectId, 'datumaro'))['annotations/train.json'] as Uint8Array
    expect(JSON.parse(strFromU8(file)).items).toMatchObject([
      { id: 'street/0001', attr: { weather: 'rain' }, annotations: [{ id: 3 }], image: { path: 'a.png' } },
    ])
  })

  test('keep their numbers in COCO; those without one get further numbers', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.png'), await aPicture(901))
    const images = [{ id: 1, file_name: 'a.png', width: 96, height: 64 }]
    const annotations = [
      { id: 501, image_id: 1, category_id: 1, bbox: [1, 2, 30, 40] },
      { id: 77, image_id: 1, category_id: 1, bbox: [50, 2, 30, 40] },
      { image_id: 1, category_id: 1, bbox: [40, 40, 10, 10] },
    ]
    writeFileSync(join(folder, 'coco.json'), JSON.stringify({ images, categories: [{ id: 1, name: 'cat' }], annotations }))
    const projectId = await server.project(EMPTY)
    await server.importFolder(projectId, folder, { approve: true, split: 'train' })
    const file = (await exported(projectId, 'coco'))['annotations/instances_train.json'] as Uint8Array
    const written = JSON.parse(strFromU8(file)).annotations as { id: number; bbox: number[] }[]
    expect(new Map(written.map(({ id, bbox }) => [bbox[0], id]))).toEqual(
      new Map([
        [1, 501],
        [50, 77],
        [40, 502],
      ]),
    )
  })
})
