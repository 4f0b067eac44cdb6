import { spawn } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { createAllPredictors } from '#server/predicting.ts'
import { prelabelJob } from '#server/prelabel-job.ts'
import { mountRegistry } from '#server/registry-routes.ts'
import { freePort } from '#server/store/listening-port.ts'
import { loadProject } from '#server/store/projects.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { newOntology } from '#shared/ontology.ts'
import { bounds } from '#shared/shapes/index.ts'
import { pythonEnvironment } from '../../../scripts/benchmarks/reference/python-environment.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'
import { configOn, quietJob } from '../known-models.ts'

const INSTALL_LIMIT_MS = 600_000
const IMAGES = 5
/** Blurred edges of a JPEG. */
const SLACK_PIXELS = 4
const SCRIPT = fileURLToPath(new URL('./bright-things.py', import.meta.url))

// One of its requirements is published as source alone, and two more are in the list that its own `init` writes down.
const client =
  inject('mongoUri') === ''
    ? { missing: 'no mongod on this machine' }
    : await pythonEnvironment('label-studio-backend', ['label-studio-ml==1.0.9', 'rq==1.10.1', 'redis', '--no-binary=attr'])
const reason = 'missing' in client ? ` (skipped: ${client.missing})` : ''

describe.skipIf('missing' in client)(`a backend by label-studio-ml 1.0.9, started by its own server${reason}`, () => {
  const folder = temporaryFolder(afterAll)
  const backend = { folder: join(folder, 'backend'), port: 0, stop: () => {} }
  let importing: Importing
  let projectId: ProjectId
  let server: HttpServer
  let manager: string
  let prelabel: () => Promise<unknown>

  beforeAll(async () => {
    if ('missing' in client) return
    importing = await openImporting()
    const { store, blobs, log } = importing
    const bus = createBus((error) => log.error(error))
    const config = { ...configOn(folder), egress: 'private' as const }
    const predictors = createAllPredictors({ store, config, folderOf: () => Promise.reject(new Error('Expected no own model')) })
    const deps = { store, blobs, bus, config, predictors, queue: createQueue(store), log }
    server = await startHttpServer(store, (mount, { app }) => mountRegistry(mount, { ...deps, app }))
    projectId = await importing.project({ ontology: newOntology(['thing']) })
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    await writeVocSet(join(folder, 'set'), { images: IMAGES, seed: 4 })
    await importing.importFolder(projectId, join(folder, 'set', 'JPEGImages'), {})
    prelabel = () =>
      prelabelJob({ ...deps, commit: importing.operations.commit })({
        ...quietJob,
        job: { projectId, payload: {} },
      } as unknown as JobContext)

    copyFileSync(SCRIPT, join(folder, 'bright_things.py'))
    const script = `${join(folder, 'bright_things.py')}:BrightThings`
    const begun = spawn(client.python, ['-m', 'label_studio_ml.server', 'init', backend.folder, '--script', script], {
      stdio: 'ignore',
    })
    await new Promise((resolve) => begun.once('close', resolve))
    await start()
  }, INSTALL_LIMIT_MS)
  afterAll(async () => {
    backend.stop()
    await server?.close()
    await importing?.close()
  })

  async function start(): Promise<void> {
    if ('missing' in client) throw new Error(client.missing)
    backend.stop()
    backend.port ||= await freePort()
    const words = [join(backend.folder, '_wsgi.py'), '--host', '127.0.0.1', '--port', String(backend.port)]
    const child = spawn(client.python, words, {
      cwd: backend.folder,
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, LABEL_STUDIO_ML_BACKEND_V2: 'true' },
    })
    backend.stop = () => void child.kill('SIGKILL')
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${backend.port}/health`)).ok).toBe(true))
  }
  const connect = (settings: object = {}) => {
    const body = { url: `http://127.0.0.1:${backend.port}/`, address: server.address, ...settings }
    return server.ask(manager, 'PUT', `/api/projects/${projectId}/ml-backend`, body)
  }
  const suggestions = () => importing.store.annotations.find({ projectId, status: 'suggested' }).toArray()

  it('becomes a version and the champion, and its regions become suggestions in pixels', {
    timeout: INSTALL_LIMIT_MS,
  }, async () => {
    expect(await connect()).toMatchObject({ status: 200, body: { version: 1, url: `http://127.0.0.1:${backend.port}` } })
    expect(await loadProject(importing.store, projectId)).toMatchObject({ champion: 1 })
    expect(await prelabel()).toMatchObject({ assets: IMAGES, suggestions: IMAGES })
    const truth = await importing.store.annotations.countDocuments({ projectId, status: 'approved' })
    expect(truth).toBe(0)
    for (const { label, origin, shape, assetId } of await suggestions()) {
      expect({ label, origin }).toMatchObject({ label: 'thing', origin: { type: 'model', version: 1, score: 0.8 } })
      const asset = await importing.store.assets.findOne({ _id: assetId })
      const { x, y, width, height } = bounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 }
      // Three things stand in three columns: their common box spans most of the width, and lies on the image.
      expect(width).toBeGreaterThan((asset?.width ?? 0) / 2)
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(-SLACK_PIXELS)
      expect(x + width).toBeLessThanOrEqual((asset?.width ?? 0) + SLACK_PIXELS)
      expect(y + height).toBeLessThanOrEqual((asset?.height ?? 0) + SLACK_PIXELS)
    }
  })

  it('that is asked again, and is the version it was, stays the one version', async () => {
    expect(await connect({ images: 'inline' })).toMatchObject({ status: 200, body: { version: 1, images: 'inline' } })
    expect(await importing.store.models.countDocuments({ projectId })).toBe(1)
    await importing.store.assets.updateMany({ projectId }, { $set: { prelabelledBy: null } })
    // It takes addresses of the web alone, as its package does: images inside the request are none, and it says so.
    await expect(prelabel()).rejects.toThrow(/\/predict with status 500/)
    expect((await connect()).status).toBe(200)
  })

  it('that was started anew knows nothing of the project, is introduced again, and answers', async () => {
    await start()
    await importing.store.assets.updateMany({ projectId }, { $set: { prelabelledBy: null } })
    expect(await prelabel()).toMatchObject({ assets: IMAGES, suggestions: IMAGES })
  })

  it('that is asked at another address is another version, and a rollback returns to the first', async () => {
    const other = `http://localhost:${backend.port}`
    expect(await connect({ url: other })).toMatchObject({ status: 200, body: { version: 2, url: other } })
    const { body } = await server.ask(manager, 'POST', `/api/projects/${projectId}/rollback`)
    expect(body).toEqual({ champion: 1 })
    await importing.store.assets.updateMany({ projectId }, { $set: { prelabelledBy: null } })
    expect(await prelabel()).toMatchObject({ assets: IMAGES, suggestions: IMAGES })
    expect((await server.ask(manager, 'DELETE', `/api/projects/${projectId}/ml-backend`)).status).toBe(200)
  })

  it('that is asked no more leaves its version on record, and no champion', async () => {
    expect((await server.ask(manager, 'DELETE', `/api/projects/${projectId}/ml-backend`)).status).toBe(200)
    expect(await loadProject(importing.store, projectId)).toMatchObject({ champion: null })
    expect((await server.ask(manager, 'GET', `/api/projects/${projectId}/models/1`)).body).toMatchObject({
      backend: { modelVersion: 'INITIAL' },
    })
  })

  it('that does not answer is refused with what was expected', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`
    const { status, body } = await connect({ url: nowhere })
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  })
})
