import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithMongo } from '../support/mongo.ts'
import { describeWithData, type Importing, openImporting } from './importing.ts'

describeWithMongo('importing real data sets', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing.close())

  describeWithData('BCCD', 'bccd', (folder) => {
    test('keeps its own split, every box but the two without an area, and is approved', async () => {
      const projectId = await importing.project({ ontology: { version: 1, labels: [] } })
      const report = await importing.importFolder(projectId, folder, { approve: true, split: 'source' })
      console.log(JSON.stringify(report))
      expect(report).toMatchObject({ format: 'voc', assets: 364, annotations: 4886, duplicates: 0, rejected: [] })
    })
  })

  describeWithData('raccoon', 'raccoon', (folder) => {
    test('counts its four exact duplicates once', async () => {
      const projectId = await importing.project({ ontology: { version: 1, labels: [] } })
      const report = await importing.importFolder(projectId, folder, { approve: true })
      console.log(JSON.stringify(report))
    })
  })

  describeWithData('sign-digits', 'sign-digits', (folder) => {
    test('x', async () => {
      const projectId = await importing.project({ task: 'classification', ontology: { version: 1, labels: [] } })
      const report = await importing.importFolder(projectId, folder, { approve: true })
      console.log(JSON.stringify(report))
    })
  })
  describeWithData('fruits-nuts', 'fruits-nuts', (folder) => {
    test('x', async () => {
      const projectId = await importing.project({ ontology: { version: 1, labels: [] } })
      const report = await importing.importFolder(projectId, folder, { approve: true })
      console.log(JSON.stringify(report))
    })
  })
})
