import { Workflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Workflow'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createQueue } from '#server/jobs/queue.ts'
import { openExecution } from '#server/pipelines/execution-records.ts'
import { mountPipelines } from '#server/pipelines/routes.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun, resumeRun } from '#server/training/request-run.ts'
import { updateRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

describeWithMongo('the pipeline of a project', () => {
  let store: Store
  let server: HttpServer
  let projectId: ProjectId
  let manager: string
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    const queue = createQueue(store)
    server = await startHttpServer(store, (mount) =>
      mountPipelines(mount, { store, resume: (project, run) => resumeRun({ store, queue }, project, run) }),
    )
  })
  afterAll(async () => {
    await server.close()
    await store.close()
  })
  beforeEach(async () => {
    projectId = await aStoredProject(store)
    manager = (await aStoredPerson(store, projectId, 'manager')).token
  })
  const ask = (method: string, path: string, body?: unknown, token = manager) =>
    server.ask(token, method, `/api/projects/${projectId}${path}`, body)
  const withCall = [
    ...LOOP_STEPS,
    { id: 'tell', uses: 'http', needs: ['promote'], with: { url: 'https://example.org/' }, retries: 2 },
  ]

  it('is the loop as it comes, in words that can be read back', async () => {
    const { body } = (await ask('GET', '/pipeline')) as { body: { version: number; yaml: string } }
    expect(body.version).toBe(0)
    expect(body.yaml).toBe(
      `steps:\n${LOOP_STEPS.map(({ id, needs }) => `  - id: ${id}\n    uses: ${id}\n${needs.length > 0 ? `    needs:\n      - ${needs[0]}\n` : ''}`).join('')}`,
    )
    const read = (await ask('POST', '/pipeline/check', { yaml: body.yaml })) as { body: { problems: []; steps: [] } }
    expect(read.body).toMatchObject({ problems: [], steps: LOOP_STEPS })
  })

  it('is saved as the next version, with who and why; an older draft is refused', async () => {
    expect((await ask('PUT', '/pipeline', { steps: withCall, basedOn: 0, note: 'tell the line' })).status).toBe(200)
    expect((await ask('PUT', '/pipeline', { steps: LOOP_STEPS, basedOn: 0 })).status).toBe(409)
    const { body } = await ask('GET', '/pipeline/versions')
    expect(body).toMatchObject([{ version: 1, note: 'tell the line' }, { version: 0 }])
    expect(await store.decisions.findOne({ projectId })).toMatchObject({ type: 'settings' })
  })

  it('is refused where it could not run, with the place in what was written', async () => {
    const { status, body } = await ask('PUT', '/pipeline', { yaml: 'steps:\n  - id: Train\n    uses: train\n', basedOn: 0 })
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toMatch(/line 2, steps\.0\.id/)
    const broken = await ask('POST', '/pipeline/check', { yaml: 'steps: [' })
    expect(broken.body).toMatchObject({ problems: [{ sentence: expect.stringMatching(/line 1/) }], steps: null })
  })

  it('is read by whoever may enter the project, and changed by its managers alone', async () => {
    const annotator = (await aStoredPerson(store, projectId, 'annotator')).token
    expect((await ask('GET', '/pipeline', undefined, annotator)).status).toBe(200)
    expect((await ask('PUT', '/pipeline', { steps: withCall, basedOn: 0 }, annotator)).status).toBe(403)
    expect((await ask('GET', '/pipeline', undefined, (await aStoredPerson(store, projectId, null)).token)).status).toBe(403)
  })

  it('becomes a template for other projects', async () => {
    const name = `with a call ${projectId}`
    await ask('PUT', '/pipeline/template', { name, steps: withCall })
    const another = (await aStoredPerson(store, projectId, 'manager')).token
    expect(await ask('PUT', '/pipeline/template', { name, steps: LOOP_STEPS }, another)).toMatchObject({ status: 409 })
    expect((await ask('PUT', '/pipeline/template', { name, steps: withCall })).status).toBe(200)
    const { body } = (await server.ask(manager, 'GET', '/api/pipeline-templates')) as { body: { name: string }[] }
    expect(body.find((template) => template.name === name)).toMatchObject({ steps: [{}, {}, {}, {}, {}, { id: 'tell' }] })
  })

  it('is written for a cluster as manifests that fit the published schemas', async () => {
    await ask('PUT', '/pipeline', { steps: withCall, basedOn: 0 })
    const argo = (await ask('GET', '/pipeline/manifest?kind=argo')) as { body: { yaml: string } }
    const workflow = parse(argo.body.yaml)
    new Workflow(workflow).validate()
    const tasks = workflow.spec.templates[0].dag.tasks as { name: string; dependencies?: string[] }[]
    expect(Object.fromEntries(tasks.map(({ name, dependencies = [] }) => [name, dependencies]))).toEqual({
      begin: [],
      snapshot: ['begin'],
      train: ['snapshot'],
      evaluate: ['train'],
      gate: ['evaluate'],
      promote: ['gate'],
      tell: ['promote'],
    })
    expect(() => new Workflow({ ...workflow, spec: { ...workflow.spec, templates: 'none' } }).validate()).toThrow()
    const job = (await ask('GET', '/pipeline/manifest?kind=job')) as { body: { yaml: string } }
    new Job(parse(job.body.yaml)).validate()
    expect(parse(job.body.yaml).spec.backoffLimit).toBe(0)
  })

  it('lets a failed run go on, and no other', async () => {
    const queue = createQueue(store)
    const reason = { type: 'person', reason: 'a test' } as const
    const { run } = await requestRun({ store, queue }, projectId, TrainRequest.parse({}), reason)
    expect((await ask('POST', `/runs/${run.id}/resume`)).status).toBe(409)
    await store.jobs.updateMany({ projectId }, { $set: { state: 'failed', unique: null } })
    await updateRun(store, run.id, { state: 'failed', finishedAt: 1 })
    expect((await ask('POST', `/runs/${run.id}/resume`)).status).toBe(200)
    expect(await store.runs.findOne({ _id: run.id })).toMatchObject({ state: 'queued', finishedAt: null })
    expect(await store.jobs.countDocuments({ projectId, state: 'queued', 'payload.runId': run.id })).toBe(1)
  })

  it('goes on with a run whose job several workers had, as the newest of them', async () => {
    const queue = createQueue(store)
    const { run } = await requestRun({ store, queue }, projectId, TrainRequest.parse({}), { type: 'person', reason: 'a test' })
    for (const token of [1, 2, 3]) await openExecution(store, run, token)
    await store.jobs.updateMany({ projectId }, { $set: { state: 'failed', unique: null } })
    await updateRun(store, run.id, { state: 'failed', finishedAt: 1 })
    expect((await ask('POST', `/runs/${run.id}/resume`)).status).toBe(200)
    await store.jobs.deleteMany({ projectId: { $ne: projectId } })
    const taken = await queue.take('another', ['train'])
    await expect(openExecution(store, run, taken?.token ?? 0)).resolves.toMatchObject({ id: run.id })
    const elsewhere = await aStoredProject(store)
    const stranger = (await aStoredPerson(store, elsewhere, 'manager')).token
    expect((await ask('GET', `/runs/${run.id}/execution`)).body).toMatchObject({ id: run.id })
    expect((await server.ask(stranger, 'GET', `/api/projects/${elsewhere}/runs/${run.id}/execution`)).body).toBeNull()
  })
})
