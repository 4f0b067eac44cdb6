import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_FOLDER } from '#server/datasets/sample-job.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import type { Job } from '#shared/domain/job.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from './data-server.ts'

const IMAGES = 60
const LABELLED = 20
const MOST_BYTES = 3_000_000

test('the sample that is shipped stays below 3 MB, with its licence beside it', () => {
  const root = join(SAMPLE_FOLDER, '..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  const bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0)
  expect(bytes).toBeLessThan(MOST_BYTES)
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md']))
})

describeWithMongo('the sample project', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  test('comes with a third of its images labelled: enough of every label, in every split, to train on', async () => {
    const projectId = await server.project({ name: 'Blood cells', ontology: { version: 1, labels: [] } })
    const { id } = await server.queue.add({ name: 'sample', projectId, payload: {} })
    const job: Job = await server.ended(id)
    expect(job).toMatchObject({ state: 'succeeded', result: { assets: IMAGES, annotations: 328, rejected: [], losses: [] } })
    const assets = await server.assets(projectId)
    expect(assets.filter(({ status }) => status === 'approved')).toHaveLength(LABELLED)
    expect(assets.filter(({ status }) => status === 'new')).toHaveLength(IMAGES - LABELLED)
    const snapshot = await takeSnapshot(server, projectId)
    expect(snapshot.assets).toEqual({ train: 14, validation: 3, test: 3 })
    for (const { train, validation, test: held } of snapshot.labels) {
      expect(train).toBeGreaterThanOrEqual(5)
      expect(Math.min(validation, held)).toBeGreaterThanOrEqual(1)
    }
    expect(server.heard).toEqual(['assets.ingested'])
  })

  test('done twice is done once', async () => {
    const projectId = await server.project({ name: 'Twice', ontology: { version: 1, labels: [] } })
    for (let time = 0; time < 2; time++) {
      const { id } = await server.queue.add({ name: 'sample', projectId, payload: {} })
      expect(await server.ended(id)).toMatchObject({ state: 'succeeded', result: { assets: IMAGES } })
    }
    expect(await server.assets(projectId)).toHaveLength(IMAGES)
    expect(await server.annotations(projectId)).toHaveLength(328)
  })
})
