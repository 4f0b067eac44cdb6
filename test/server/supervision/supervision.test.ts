import { mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mountSupervision } from '#server/supervision/routes.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Job } from '#shared/domain/job.ts'
import type { FunctionCase, FunctionSource, LabelingFunction, Supervision } from '#shared/domain/labeling-function.ts'
import { newOntology } from '#shared/ontology.ts'
import { createRandom } from '#shared/random.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { changing, drawing, setting } from '../../support/operations.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'

const SIDE = 32
/** Names and mean grey values: of two thirds the name says what they are, of one image falsely. */
const IMAGES = [
  ['day-1.png', 200],
  ['day-2.png', 210],
  ['day-3.png', 190],
  ['unnamed-1.png', 205],
  ['unnamed-2.png', 195],
  ['night-1.png', 40],
  ['night-2.png', 50],
  ['unnamed-3.png', 45],
  ['unnamed-4.png', 55],
  ['day-4.png', 42],
  ['dusk-1.png', 125],
] as const

const BRIGHTNESS: FunctionSource = { type: 'rules', text: '# by eye\nnight: brightness < 0.3\nday: brightness > 0.7' }
const NAMES: FunctionSource = { type: 'names' }
const TABLE: FunctionSource = {
  type: 'table',
  by: 'stem',
  rows: [
    ['unnamed-3', 'night'],
    ['day-4', 'night'],
  ],
}

describeWithMongo('labeling functions', () => {
  let server: DataServer
  let http: HttpServer
  let projectId: ProjectId
  let manager: { id: string; token: string }
  let annotator: { token: string }
  beforeAll(async () => {
    server = await startDataServer({ LABELLOOP_EGRESS: 'private' })
    const { store, queue } = server
    const ontology = newOntology(['day', 'night'])
    projectId = await server.project({ task: 'classification', ontology })
    await store.projects.updateOne({ _id: projectId }, { $set: { 'loop.supervision.least': 0.6 } })
    manager = await aStoredPerson(store, projectId, 'manager')
    annotator = await aStoredPerson(store, projectId, 'annotator')
    await server.importFolder(projectId, await writeImages(join(server.folder, 'images')), { format: 'image-folder' })
    http = await startHttpServer(store, (mount) => mountSupervision(mount, { store, queue }))
  })
  afterAll(async () => {
    await http?.close()
    await server?.close()
  })

  const path = (rest: string) => `/api/projects/${projectId}/${rest}`
  const write = (name: string, change: { base: number; state?: string; source?: FunctionSource }, token = manager.token) =>
    http.ask(token, 'PUT', path(`labeling-functions/${encodeURIComponent(name)}`), change)
  async function apply(suggest: boolean): Promise<Job & { result: Supervision & { asked: number; kept: number } }> {
    const { body } = await http.ask(manager.token, 'POST', path('supervision'), { suggest })
    return (await server.ended((body as { jobId: Job['id'] }).jobId)) as never
  }
  const suggestions = async () => {
    const assets = new Map((await server.assets(projectId)).map(({ _id, name }) => [_id, name]))
    const rows = await server.store.annotations.find({ projectId, status: 'suggested' }).toArray()
    return Object.fromEntries(rows.map((row) => [assets.get(row.assetId) ?? '', row.label]))
  }
  const figuresOf = (supervision: Supervision, name: string) => supervision.functions.find((one) => one.name === name)

  test('are written by who may change the project, and refused where a rule cannot be read', async () => {
    expect((await write('brightness', { base: 0, source: BRIGHTNESS }, annotator.token)).status).toBe(403)
    const refused = await write('brightness', { base: 0, source: { type: 'rules', text: 'night: brightness < dark' } })
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('Line 1: Expected a number') } })
    expect((await write('brightness', { base: 0, source: BRIGHTNESS })).body).toMatchObject({ version: 1, state: 'on' })
    await write('names', { base: 0, source: NAMES })
    await write('table', { base: 0, source: TABLE })
    expect((await write('names', { base: 0, source: NAMES })).status).toBe(409)
  })

  test('vote on every image, and the table says how far they cover, overlap and contradict each other', async () => {
    const job = await apply(false)
    expect(job).toMatchObject({ state: 'succeeded', result: { items: IMAGES.length, voted: 10, suggestions: null } })
    const { result } = job
    expect(figuresOf(result, 'brightness')).toMatchObject({ coverage: 10 / 11, polarity: ['day', 'night'], failure: null })
    // day-4 is called a day and is dark.
    expect(figuresOf(result, 'names')).toMatchObject({ coverage: 6 / 11, overlaps: 6 / 11, conflicts: 1 / 11 })
    expect(figuresOf(result, 'table')).toMatchObject({ coverage: 2 / 11, polarity: ['night'] })
    expect(await suggestions()).toEqual({})
  })

  test('are not asked again while neither they nor the images change', async () => {
    expect((await apply(false)).result).toMatchObject({ asked: 0, kept: 3 * IMAGES.length })
    await write('table', { base: 1, source: { ...TABLE, rows: [...TABLE.rows, ['dusk-1', 'night']] } as FunctionSource })
    expect((await apply(false)).result).toMatchObject({ asked: IMAGES.length, kept: 2 * IMAGES.length })
  })

  test('suggest with an origin of their own where nobody has begun, and nothing where somebody has', async () => {
    const [begun] = (await server.assets(projectId)).filter(({ name }) => name === 'day-1.png')
    const user = { id: manager.id as never }
    const drawn = drawing({ label: 'night', shape: { kind: 'whole' } })
    await server.operations.commit({ assetId: begun?._id as never, user, operations: [drawn], may: () => true })
    await server.operations.settled()
    const job = await apply(true)
    expect(job.result.suggestions).toBe(10)
    const made = await suggestions()
    expect(made).toMatchObject({ 'day-2.png': 'day', 'night-1.png': 'night', 'day-4.png': 'night', 'dusk-1.png': 'night' })
    expect(made).not.toHaveProperty('day-1.png')
    const [proposed] = await server.store.annotations.find({ projectId, status: 'suggested' }).toArray()
    const rejecting = changing(proposed?._id as never, 1, { status: 'rejected' })
    const asPerson = { assetId: proposed?.assetId as never, user, may: () => true }
    const rejected = await server.operations.commit({ ...asPerson, operations: [rejecting] })
    expect(rejected.outcomes).toMatchObject([{ outcome: 'applied' }])
    const back = changing(proposed?._id as never, 2, { status: 'suggested' })
    expect((await server.operations.commit({ ...asPerson, operations: [back] })).outcomes).toMatchObject([{ outcome: 'applied' }])
    await server.operations.settled()
    const rows = await server.store.annotations.find({ projectId, status: 'suggested' }).toArray()
    for (const { origin, label } of rows)
      expect(origin).toMatchObject({ type: 'functions', version: job.result.version, label, shape: { kind: 'whole' } })
  })

  test('applied anew they change no suggestion that stays as it is, and take back what they no longer say', async () => {
    const before = await server.store.annotations.find({ projectId, status: 'suggested' }).toArray()
    await apply(true)
    const after = await server.store.annotations.find({ projectId, status: 'suggested' }).toArray()
    expect(after.map(({ _id }) => _id).sort()).toEqual(before.map(({ _id }) => _id).sort())
    await write('table', { base: 2, state: 'off' })
    await apply(true)
    expect(await suggestions()).not.toHaveProperty('dusk-1.png')
  })

  test('are held against what people have approved', async () => {
    const user = { id: manager.id as never }
    for (const [name, label] of [
      ['day-1.png', null],
      ['day-4.png', 'night'],
      ['night-1.png', 'night'],
    ] as const) {
      const asset = (await server.assets(projectId)).find((one) => one.name === name)
      const current = await server.store.annotations.find({ assetId: asset?._id as never, status: 'suggested' }).toArray()
      const operations = [
        ...current.map(({ _id, revision }) => ({
          id: `op_${name}`,
          type: 'update' as const,
          annotationId: _id,
          base: revision,
          patch: { status: 'approved' as const, ...(label && { label }) },
        })),
        ...(label && current.length === 0 ? [drawing({ label, shape: { kind: 'whole' }, status: 'approved' })] : []),
        setting('approved', 99),
      ]
      await server.operations.commit({ assetId: asset?._id as never, user, operations: operations as never, may: () => true })
    }
    await server.operations.settled()
    const { result } = await apply(false)
    // day-1 was said to be a night by hand: both functions contradict it.
    expect(figuresOf(result, 'brightness')).toMatchObject({ correct: 2, incorrect: 1, accuracy: { value: 2 / 3 } })
    expect(figuresOf(result, 'names')).toMatchObject({ correct: 1, incorrect: 2 })
    expect(result.models.map(({ model, judged }) => [model, judged])).toEqual([
      ['majority', 3],
      ['dawid-skene', 3],
      ['generative', 3],
    ])
  })

  test('show where they vote, are contradicted and wrong', async () => {
    const cases = async (kind: string) =>
      (await http.ask(annotator.token, 'GET', path(`labeling-functions/names/cases?kind=${kind}`))).body as FunctionCase[]
    expect(await cases('votes')).toHaveLength(6)
    expect((await cases('conflicts')).map(({ image, says, others }) => [image, says, others])).toEqual([
      ['day-4.png', 'day', [{ name: 'brightness', says: 'night' }]],
    ])
    expect((await cases('wrong')).map(({ image, truth }) => [image, truth]).sort()).toEqual([
      ['day-1.png', 'night'],
      ['day-4.png', 'night'],
    ])
  })

  test('may be a program somewhere else; one that fails is named and stops no other', async () => {
    const heard: { assets: { id: string; name: string; jpeg?: string }[] }[] = []
    const program = await startProgram((body) => {
      heard.push(body as (typeof heard)[number])
      return { votes: heard.at(-1)?.assets.map(({ id }) => ({ asset: id, label: 'day' })) }
    })
    await write('elsewhere', { base: 0, source: { type: 'http', url: program.url, sendsImages: true } })
    await write('broken', { base: 0, source: { type: 'http', url: `${program.url}/broken`, sendsImages: false } })
    const { result } = await apply(false)
    expect(figuresOf(result, 'elsewhere')).toMatchObject({ coverage: 1, polarity: ['day'], failure: null })
    expect(figuresOf(result, 'broken')).toMatchObject({ coverage: 0, failure: expect.stringContaining('status 500') })
    expect(heard[0]?.assets).toHaveLength(IMAGES.length)
    expect(heard[0]?.assets[0]?.jpeg).toMatch(/^\/9j\//)
    program.isBroken = false
    const mended = await apply(false)
    program.server.close()
    expect(figuresOf(mended.result, 'broken')).toMatchObject({ coverage: 1, failure: null })
    expect(mended.result.asked).toBe(IMAGES.length)
  })

  test('keep every version, and are gone from the list once removed', async () => {
    await write('broken', { base: 1, state: 'removed' })
    const { body } = await http.ask(annotator.token, 'GET', path('labeling-functions'))
    expect((body as LabelingFunction[]).map(({ name, version, state }) => [name, version, state])).toEqual([
      ['brightness', 1, 'on'],
      ['elsewhere', 1, 'on'],
      ['names', 1, 'on'],
      ['table', 3, 'off'],
    ])
    const versions = await http.ask(annotator.token, 'GET', path('labeling-functions/table/versions'))
    expect((versions.body as LabelingFunction[]).map(({ version }) => version)).toEqual([3, 2, 1])
  })

  test('find their votes, functions and records by an index', async () => {
    const { labelVotes, labelingFunctions, supervisions } = server.store
    const plans = await Promise.all([
      labelVotes.find({ projectId }).explain(),
      labelingFunctions.find({ projectId }).sort({ name: 1, version: -1 }).explain(),
      supervisions.find({ projectId }).sort({ version: -1 }).limit(1).explain(),
    ])
    for (const plan of plans) expect(JSON.stringify(plan)).toContain('IXSCAN')
  })
})

async function writeImages(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const random = createRandom(5)
  for (const [name, grey] of IMAGES) {
    const pixels = Buffer.from(Array.from({ length: SIDE * SIDE * 3 }, () => grey + random.integer(20) - 10))
    await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(join(folder, name))
  }
  return folder
}

async function startProgram(answer: (body: unknown) => unknown): Promise<{ server: Server; url: string; isBroken: boolean }> {
  const server = createServer(async (request, response) => {
    if (program.isBroken && request.url === '/broken') return void response.writeHead(500).end()
    let text = ''
    for await (const chunk of request) text += chunk
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(JSON.parse(text))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const program = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, isBroken: true }
  return program
}
