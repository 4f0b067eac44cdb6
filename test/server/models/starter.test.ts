import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMongod, pretrainedFolder } from '#server/store/installed-parts.mjs'
import type { ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import type { Instance } from '../../../scripts/benchmarks/instance.ts'
import type { Api } from '../../../scripts/cli/api.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestInstance } from '../../support/instance.ts'
import { commandHere } from '../../support/run-here.ts'
import { SHARED_DATA } from '../datasets/importing.ts'

const LIMIT_MS = 240_000
const photographs = join(SHARED_DATA, 'voc100-multiformat')
const missing = [
  ...(findMongod() === null ? ['mongod'] : []),
  ...(existsSync(join(pretrainedFolder(), 'centernet.json')) ? [] : ['the pretrained network']),
  ...(existsSync(photographs) ? [] : ['the shared photographs']),
]
const reason = missing.length > 0 ? ` (skipped: without ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`a ready detector suggests before the first label${reason}`, () => {
  let instance: Instance
  let api: Api
  let projectId: ProjectId
  const suggestions = async () => (await api.call(routes.review.suggestions, { params: { projectId }, query: {} })).items

  beforeAll(async () => {
    instance = await startTestInstance('starter')
    api = await instance.api()
    const words = ['project', 'create', 'Street', '--task', 'detection', '--labels', 'human,bird']
    await commandHere(instance, words)
    await commandHere(instance, ['import', 'Street', join(photographs, 'images')])
    projectId = (await api.call(routes.projects.list, {})).find(({ name }) => name === 'Street')?.id as ProjectId
  }, LIMIT_MS)
  afterAll(() => instance?.stop(), LIMIT_MS)

  it('refuses labels that the project does not have', async () => {
    const begin = api.call(routes.starter.begin, { params: { projectId }, body: { mapping: { person: 'pedestrian' } } })
    await expect(begin).rejects.toMatchObject({ message: expect.stringContaining('pedestrian') })
  })

  it('becomes the champion, and suggests what its classes are called here', { timeout: LIMIT_MS }, async () => {
    const started = await commandHere(instance, ['starter', 'Street', '--map', 'person=human', '--map', 'bird=bird'])
    expect(started).toMatchObject({ version: 1, classes: ['person', 'bird'] })
    await eventually(async () => {
      const labels = (await suggestions()).map(({ annotation }) => annotation.label)
      expect(new Set(labels)).toEqual(new Set(['human', 'bird']))
      expect(labels.length).toBeGreaterThan(30)
    }, LIMIT_MS)
    const [model] = await api.call(routes.loop.models, { params: { projectId } })
    expect(model).toMatchObject({ version: 1, runId: null, architecture: 'center-point-published' })
  })

  it('is taken back to nothing', async () => {
    const { champion } = await api.call(routes.loop.rollback, { params: { projectId } })
    expect(champion).toBeNull()
  })
})
