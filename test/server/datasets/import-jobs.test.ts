import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBus } from '#server/bus.ts'
import { importJob } from '#server/datasets/import-job.ts'
import { placeUpload, uploadsFolder } from '#server/datasets/upload-files.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import type { JobRow } from '#server/store/collections.ts'
import { type ImportId, type JobId, newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Job } from '#shared/domain/job.ts'
import { HELD_LIST, ImportOptions, type ImportReport, paths } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { vocXml } from './formats/read-all.ts'
import { aPicture, aSpeck } from './made-up-images.ts'

/** More than are taken together. */
const IMAGES = 300
const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('an import as a job', () => {
  let server: DataServer
  let specks: Record<string, Uint8Array>
  beforeAll(async () => {
    server = await startDataServer()
    specks = {}
    for (let index = 0; index < IMAGES; index++) {
      specks[`${index}.png`] = await aSpeck(index)
      specks[`${index}.xml`] = strToU8(vocXml(`${index}.png`, [{ name: 'cat', box: [1, 1, 5, 5] }]))
    }
  })
  afterAll(() => server?.close())

  const folder = () => uploadsFolder(server.config.dataFolder)
  async function uploaded(projectId: ProjectId, files: Record<string, Uint8Array>): Promise<ImportId> {
    const importId = newId<ImportId>('imp')
    const zip = zipSync(files, { level: 0 })
    await placeUpload(folder(), { projectId, importId, path: 'import.zip' }, zip)
    return importId
  }
  async function started(projectId: ProjectId, token: string, body: object): Promise<Job> {
    const path = `/api/projects/${projectId}/imports`
    const answer = await server.ask(path, token, { method: 'POST', body: JSON.stringify(body) })
    return server.ended(((await answer.json()) as { jobId: JobId }).jobId)
  }
  const listed = async (projectId: ProjectId, token: string) =>
    (await (await server.ask(`/api/projects/${projectId}/imports`, token)).json()) as { id: ImportId; state: string }[]

  /** Runs the job's handler by hand, and stops it when its first images are there and get their labels. */
  async function stoppedHalfway(projectId: ProjectId, importId: ImportId): Promise<void> {
    const stop = new AbortController()
    const payload = { importId, options: ImportOptions.parse({ approve: true }), userId: null }
    const job = { _id: newId<JobId>('job'), name: 'import', projectId, payload, attempt: 1 } as unknown as JobRow
    const context: JobContext = {
      job,
      signal: stop.signal,
      progress: async () => undefined,
      holdOrThrow: async () => stop.signal.throwIfAborted(),
    }
    const bus = createBus(() => undefined)
    const commit: typeof server.operations.commit = (request) => {
      stop.abort('cancelled')
      return server.operations.commit(request)
    }
    const handler = importJob({ ...server, bus, commit })
    await expect(handler(context)).rejects.toBe('cancelled')
    expect(await server.store.operations.countDocuments({ projectId })).toBeLessThan(IMAGES)
  }

  test('that is stopped leaves nothing behind', async () => {
    const projectId = await server.project(EMPTY)
    const importId = await uploaded(projectId, specks)
    await stoppedHalfway(projectId, importId)
    expect(await server.assets(projectId)).toEqual([])
    expect(await server.store.operations.countDocuments({ projectId })).toBe(0)
    expect(await server.annotations(projectId)).toEqual([])
    expect(await server.store.imports.findOne({ _id: importId })).toMatchObject({ state: 'undone' })
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    expect(await started(projectId, token, { importId })).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('uploaded'),
    })
  })

  test('that is stopped to be kept keeps what has come, and can be taken back later', async () => {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const importId = await uploaded(projectId, specks)
    const jobId = newId<JobId>('job')
    const record = {
      projectId,
      jobId,
      by: null,
      at: 1,
      state: 'running' as const,
      format: null,
      assets: 0,
      annotations: 0,
      changed: 0,
    }
    await server.store.imports.insertOne({ _id: importId, ...record, keep: true })
    await stoppedHalfway(projectId, importId)
    const kept = await server.assets(projectId)
    expect(kept.length).toBeGreaterThan(0)
    expect(await listed(projectId, token)).toMatchObject([{ id: importId, state: 'stopped', assets: kept.length }])
    const answer = await server.ask(`/api/projects/${projectId}/imports/${importId}/undo`, token, { method: 'POST' })
    const job = await server.ended(((await answer.json()) as { jobId: JobId }).jobId)
    expect(job).toMatchObject({ state: 'succeeded', result: { assets: kept.length, keptAssets: 0 } })
    expect(await server.assets(projectId)).toEqual([])
  })

  /** A finished import as a worker leaves it that died over it: its record says that it goes on. */
  async function leftBehind(job: object) {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const importId = await uploaded(projectId, Object.fromEntries(Object.entries(specks).slice(0, 8)))
    const { id } = await started(projectId, token, { importId, approve: true })
    await server.store.imports.updateOne({ _id: importId }, { $set: { state: 'running', assets: 0 } })
    await server.store.jobs.updateOne({ _id: id }, { $set: job })
    const say = (act: string, body: object = {}) =>
      server.ask(`/api/projects/${projectId}/imports/${importId}/${act}`, token, { method: 'POST', body: JSON.stringify(body) })
    return { projectId, token, importId, say }
  }

  test('whose workers all died over it says so, and what it brought can be taken back', async () => {
    const { projectId, token, importId, say } = await leftBehind({ state: 'failed' })
    expect(await listed(projectId, token)).toMatchObject([{ id: importId, state: 'failed', assets: 4 }])
    const { jobId } = (await (await say('undo')).json()) as { jobId: JobId }
    expect(await server.ended(jobId)).toMatchObject({ state: 'succeeded', result: { assets: 4 } })
    expect(await server.assets(projectId)).toEqual([])
  })

  test('that is sent again under its id is under way as the job that does it now', async () => {
    const { projectId, token, importId } = await leftBehind({ state: 'failed' })
    await placeUpload(folder(), { projectId, importId, path: 'import.zip' }, zipSync(specks, { level: 0 }))
    const { id } = await started(projectId, token, { importId, approve: true })
    expect(await server.store.imports.findOne({ _id: importId })).toMatchObject({ jobId: id, state: 'done' })
    expect(await server.assets(projectId)).toHaveLength(IMAGES)
  })

  test('cannot go by the id of one of another project, whose images would go with it', async () => {
    const theirs = await leftBehind({})
    const projectId = await server.project(EMPTY)
    const { importId } = theirs
    await placeUpload(folder(), { projectId, importId, path: 'import.zip' }, zipSync(specks, { level: 0 }))
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const taken = expect.stringContaining('one of another project')
    expect(await started(projectId, token, { importId })).toMatchObject({ state: 'failed', reason: taken })
    const stop = AbortSignal.abort('cancelled')
    const payload = { importId, options: ImportOptions.parse({}), userId: null }
    const job = { _id: newId<JobId>('job'), name: 'import', projectId, payload, attempt: 1 } as unknown as JobRow
    const context: JobContext = { job, signal: stop, progress: async () => undefined, holdOrThrow: async () => undefined }
    await expect(
      importJob({ ...server, bus: createBus(() => undefined), commit: server.operations.commit })(context),
    ).rejects.toThrow()
    expect(await server.assets(theirs.projectId)).toHaveLength(4)
  })

  test('that is stopped while it waits for another worker leaves nothing behind, or what is to be kept', async () => {
    // No worker knows this kind of job: it waits.
    const waiting = { state: 'queued', name: 'nobody takes it', finishedAt: null }
    const stopped = await leftBehind(waiting)
    expect((await stopped.say('stop', { keep: false })).status).toBe(200)
    await eventually(async () => expect(await listed(stopped.projectId, stopped.token)).toMatchObject([{ state: 'undone' }]))
    expect(await server.assets(stopped.projectId)).toEqual([])
    const kept = await leftBehind(waiting)
    expect((await kept.say('stop', { keep: true })).status).toBe(200)
    expect(await listed(kept.projectId, kept.token)).toMatchObject([{ state: 'stopped', assets: 4 }])
    expect(await server.assets(kept.projectId)).toHaveLength(4)
  })

  test('is remembered with what it brought, and can be taken back once', async () => {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const files = Object.fromEntries(Object.entries(specks).slice(0, 8))
    const importId = await uploaded(projectId, files)
    expect((await started(projectId, token, { importId, approve: true })).state).toBe('succeeded')
    expect(await listed(projectId, token)).toMatchObject([
      { state: 'done', format: 'voc', assets: 4, annotations: 4, changed: 0 },
    ])
    const undo = `/api/projects/${projectId}/imports/${importId}/undo`
    const answer = await server.ask(undo, token, { method: 'POST' })
    await server.ended(((await answer.json()) as { jobId: JobId }).jobId)
    expect((await server.ask(undo, token, { method: 'POST' })).status).toBe(409)
    expect(await server.assets(projectId)).toEqual([])
    const { token: annotator } = await aStoredPerson(server.store, projectId, 'annotator')
    expect((await server.ask(undo, annotator, { method: 'POST' })).status).toBe(403)
  })

  test('takes files that the project holds from there, and refuses what it does not hold', async () => {
    const projectId = await server.project(EMPTY)
    const elsewhere = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const [one, two] = [await aPicture(1), await aPicture(2)]
    await started(projectId, token, { importId: await uploaded(projectId, { '1.png': one }) })
    await server.importFiles(elsewhere, [{ path: '2.png', file: file('2.png', two) }])
    const [mine] = await server.assets(projectId)
    const [other] = await server.assets(elsewhere)
    const asked = { method: 'POST', body: JSON.stringify({ hashes: [mine?.hash, other?.hash] }) }
    const answer = await server.ask(`/api/projects/${projectId}/held-files`, token, asked)
    expect(await answer.json()).toEqual({ held: [mine?.hash] })
    const importId = await uploaded(projectId, { '1.xml': strToU8(vocXml('1.png', [{ name: 'cat', box: [10, 10, 30, 40] }])) })
    const list = [mine, other].map((asset) => ({ path: `${asset?.name}`, hash: asset?.hash, bytes: 1 }))
    await placeUpload(folder(), { projectId, importId, path: HELD_LIST }, strToU8(JSON.stringify(list)))
    const job = await started(projectId, token, { importId, approve: true })
    expect(job.result).toMatchObject({ format: 'voc', assets: 0, annotations: 1, duplicates: 1 })
    expect((job.result as ImportReport).rejected).toEqual([{ file: '2.png', reason: expect.stringContaining('import again') }])
  })

  test('shows the place that a finding speaks of, before the import and after it', async () => {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const xml = strToU8(vocXml('1.png', [{ name: 'cat', box: [60, 10, 140, 40] }]))
    const importId = await uploaded(projectId, { 'a/1.png': await aPicture(1), 'a/1.xml': xml })
    const dry = (await started(projectId, token, { importId, dryRun: true })).result as ImportReport
    expect(dry.losses).toMatchObject([{ kind: 'clipped', examples: [{ file: 'a/1.png', box: [60, 10, 80, 30] }] }])
    const { file: named = '', box } = dry.losses[0]?.examples[0] ?? {}
    const picture = async (token: string | null) => server.ask(paths.importPicture(projectId, importId, named, box), token)
    for (const act of ['look', 'import']) {
      if (act === 'import') await started(projectId, token, { importId })
      const answer = await picture(token)
      expect(answer.headers.get('content-type')).toBe('image/jpeg')
      expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: 200, height: 200 })
    }
    const { token: annotator } = await aStoredPerson(server.store, projectId, 'annotator')
    expect((await picture(annotator)).status).toBe(403)
    expect((await server.ask(paths.importPicture(projectId, importId, '../token'), token)).status).toBe(404)
  })

  test('shows pictures of what an archive among other files holds, and none of what is not there', async () => {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const importId = await uploaded(projectId, { '1.png': await aPicture(1) })
    await placeUpload(folder(), { projectId, importId, path: '2.png' }, await aPicture(2))
    const status = async (named: string) => (await server.ask(paths.importPicture(projectId, importId, named), token)).status
    expect(await Promise.all(['import/1.png', '2.png', 'import/3.png', '3.png'].map(status))).toEqual([200, 200, 404, 404])
  })

  test('says why it read the files as it did, and what else they could be', async () => {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const coco = { images: [{ id: 1, file_name: '1.png', width: 96, height: 64 }], annotations: [], categories: [] }
    const xml = vocXml('1.png', [{ name: 'cat', box: [10, 10, 30, 40] }])
    const files = { '1.png': await aPicture(1), '1.xml': strToU8(xml), 'labels.json': strToU8(JSON.stringify(coco)) }
    const importId = await uploaded(projectId, files)
    const { format, recognised } = (await started(projectId, token, { importId, dryRun: true })).result as ImportReport
    expect([format, recognised.why]).toEqual(['voc', '1 XML files with <annotation>'])
    expect(recognised.others.map((other) => other.format)).toContain('coco')
    const chosen = await started(projectId, token, { importId, dryRun: true, format: 'coco' })
    expect(chosen.result).toMatchObject({ format: 'coco', recognised: { why: 'asked for' } })
  })

  function file(name: string, content: Uint8Array): string {
    const place = join(server.folder, 'files')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, name), content)
    return join(place, name)
  }
})
