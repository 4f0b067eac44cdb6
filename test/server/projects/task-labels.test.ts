import { afterAll, beforeAll, expect, test } from 'vitest'
import { extendOntology } from '#server/datasets/extend-ontology.ts'
import { createProject } from '#server/store/projects.ts'
import { newLabel } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { startServer, type TestServer } from './label-server.ts'

const LIMIT_MS = 60_000

describeWithMongo('what a task asks of its labels', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(afterAll)
  }, LIMIT_MS)
  afterAll(() => server.close(), LIMIT_MS)

  const aProject = (task: TaskId, labels: string[] = []) =>
    createProject(server.store, { name: crypto.randomUUID(), task, labels })

  test(
    'every label of a task about numbers asks for its number, made with the project, by a person or by an import',
    async () => {
      const { id: projectId, ontology } = await aProject('regression', ['cells'])
      const manager = await server.person(`manager ${projectId}`, { [projectId]: 'manager' })
      const body = { version: ontology.version, labels: [...ontology.labels, newLabel('share', ontology.labels)] }
      await manager.call(routes.projects.changeOntology, { params: { projectId }, body })
      await extendOntology(server.store, projectId, ['area'], [])
      const { labels } = (await manager.call(routes.projects.show, { params: { projectId } })).ontology
      expect(labels.map(({ name }) => name)).toEqual(['cells', 'share', 'area'])
      for (const { attributes } of labels)
        expect(attributes).toEqual([{ name: 'value', type: 'number', required: true, initial: null, least: null, most: null }])
    },
    LIMIT_MS,
  )

  test('a project about anomalies begins with good and defect where nobody names labels, and no other task with any', async () => {
    const namesOf = async (task: TaskId, labels?: string[]) =>
      (await aProject(task, labels)).ontology.labels.map(({ name }) => name)
    expect(await namesOf('anomaly')).toEqual(['good', 'defect'])
    expect(await namesOf('anomaly', ['fine', 'scratch'])).toEqual(['fine', 'scratch'])
    expect(await namesOf('multilabel')).toEqual([])
  })
})
