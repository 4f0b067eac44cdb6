import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { describeWithData, type Importing, openImporting } from './importing.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('importing real data', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing.close())

  async function perLabel(projectId: ProjectId): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { label } of await importing.annotations(projectId)) counts[label] = (counts[label] ?? 0) + 1
    return counts
  }

  describeWithData('BCCD', 'bccd', (folder) => {
    test('keeps its own split, every box but the two without an area, and can be trained on', async () => {
      const projectId = await importing.project(EMPTY)
      const report = await importing.importFolder(projectId, folder, { approve: true, split: 'source' })
      expect(report).toMatchObject({ format: 'voc', assets: 364, annotations: 4886, duplicates: 0, rejected: [] })
      expect(report.losses).toMatchObject([
        {
          what: 'near-duplicates in different splits of the data set',
          count: 1,
          example: 'JPEGImages/BloodImage_00038.jpg and JPEGImages/BloodImage_00037.jpg',
        },
        { what: 'files that are neither images nor labels of this format', count: 2, example: 'LICENSE' },
        { what: 'boxes without an area', count: 2, example: 'JPEGImages/BloodImage_00338.jpg: RBC 0 x 0 at (504, 337)' },
      ])
      expect(await perLabel(projectId)).toEqual({ RBC: 4153, WBC: 372, Platelets: 361 })
      const { assets, annotations } = await takeSnapshot(importing, projectId)
      expect({ assets, annotations }).toEqual({ assets: { train: 205, validation: 87, test: 72 }, annotations: 4886 })
    })
  })

  describeWithData('raccoon', 'raccoon', (folder) => {
    test('holds four pictures twice, which become one asset each with the labels of the first', async () => {
      const projectId = await importing.project(EMPTY)
      const report = await importing.importFolder(projectId, folder)
      expect(report).toMatchObject({ format: 'voc', assets: 196, annotations: 213, duplicates: 4, rejected: [] })
      expect(report.losses).toContainEqual(
        expect.objectContaining({ what: 'labels of a file that another one repeats', count: 4 }),
      )
      const groups = new Set((await importing.assets(projectId)).map(({ group }) => group))
      expect(groups.size).toBe(193)
    })
  })

  describeWithData('sign-digits', 'sign-digits', (folder) => {
    test('has ten classes and no more, and one photograph that lay on its side', async () => {
      const projectId = await importing.project({ ...EMPTY, task: 'classification' })
      const report = await importing.importFolder(projectId, folder, { approve: true })
      expect(report).toMatchObject({ format: 'class-folders', assets: 501, annotations: 501, rejected: [] })
      expect(report.labels).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
      expect(await perLabel(projectId)).toEqual({ ...Object.fromEntries(report.labels.map((label) => [label, 50])), '7': 51 })
      const { assets } = await takeSnapshot(importing, projectId)
      expect(Math.abs(assets.test - 75)).toBeLessThanOrEqual(2)
      expect(Math.abs(assets.validation - 75)).toBeLessThanOrEqual(2)
    })
  })

  describeWithData('fruits-nuts', 'fruits-nuts', (folder) => {
    test('keeps its outlines', async () => {
      const projectId = await importing.project(EMPTY)
      const report = await importing.importFolder(projectId, folder, { approve: true })
      expect(report).toMatchObject({ format: 'coco', assets: 18, annotations: 165, rejected: [] })
      const kinds = new Set((await importing.annotations(projectId)).map(({ shape }) => shape.kind))
      expect([...kinds]).toEqual(['polygon'])
      expect(await perLabel(projectId)).toEqual({ date: 71, fig: 41, hazelnut: 53 })
    })
  })

  describeWithData('nuclei', 'nuclei', (folder) => {
    test('keeps a mask for every nucleus', async () => {
      const projectId = await importing.project({ ...EMPTY, task: 'segmentation' })
      const report = await importing.importFolder(projectId, folder, { approve: true })
      expect(report).toMatchObject({ format: 'mask-folders', assets: 39, annotations: 734, rejected: [] })
      expect(report.losses).toMatchObject([
        { what: 'files that are neither images nor labels of this format', count: 2, example: 'README.rst' },
      ])
      const kinds = new Set((await importing.annotations(projectId)).map(({ shape }) => shape.kind))
      expect([...kinds]).toEqual(['mask'])
    })
  })

  describeWithData('odd image files', 'format-fixtures/image-formats-odd', (folder) => {
    test('of every sample depth become assets', async () => {
      const projectId = await importing.project()
      expect(await importing.importFolder(projectId, folder)).toMatchObject({ assets: 11, rejected: [] })
    })
  })
})
