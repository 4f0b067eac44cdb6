import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { architectureById } from '#server/ml/architectures/index.ts'
import { readModel } from '#server/ml/models/model-file.ts'
import { networkOfModel } from '#server/ml/models/network-of-model.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '#server/ml/models/onnx/onnx-runner.ts'
import { ModelCard } from '#server/serving/model-card.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { BrowserModel } from '#shared/domain/browser-model.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { newOntology } from '#shared/ontology.ts'
import { PredictAnswer, servingPaths } from '#shared/routes/serving.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { randomImages } from '../ml/models/random-network.ts'
import { aJpeg, INPUT, type ServingServer, startServingServer, THRESHOLD } from './serving-server.ts'

const LABELS = ['cat', 'dog', 'bird']
const PER_MINUTE = 40
const PHOTO = { width: 300, height: 200 }
const LIMIT_MS = 60_000

describeWithMongo('a model for the outside', () => {
  const folder = temporaryFolder(afterAll)
  let server: ServingServer
  let projectId: ProjectId
  let model: Model
  let photo: Buffer
  let [manager, annotator, stranger, hurried] = ['', '', '', '']

  beforeAll(async () => {
    server = await startServingServer(folder, PER_MINUTE)
    projectId = await aStoredProject(server.store, { ontology: newOntology(LABELS) })
    model = await server.aModel(projectId, LABELS)
    photo = await aJpeg(PHOTO, 1)
    const personAs = async (role: 'manager' | 'annotator' | null) => (await aStoredPerson(server.store, projectId, role)).token
    manager = await personAs('manager')
    annotator = await personAs('annotator')
    hurried = await personAs('annotator')
    stranger = await personAs(null)
  }, LIMIT_MS)
  afterAll(() => server?.close())

  const send = (query: string, body: BodyInit, token = annotator, type?: string) =>
    fetch(`${server.address}/api/projects/${projectId}/predict${query}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...(type !== undefined && { 'Content-Type': type }) },
      body,
    })
  const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)
  const answered = async (response: Response) => {
    expect(response.status).toBe(200)
    return PredictAnswer.parse(await response.json())
  }
  const refused = async (response: Response) => ({ status: response.status, ...((await response.json()) as { detail: string }) })
  function formOf(files: Record<string, Buffer>): FormData {
    const form = new FormData()
    for (const [name, bytes] of Object.entries(files)) form.append('images', new Blob([bytesOf(bytes)]), name)
    return form
  }

  test('says that a project without a champion has none', async () => {
    const { status, detail } = await refused(await send('', bytesOf(photo), annotator, 'image/jpeg'))
    expect([status, detail]).toEqual([409, expect.stringContaining('no champion')])
  })

  test('answers one image with what its predictor says, in the pixels of the image', { timeout: LIMIT_MS }, async () => {
    await server.store.projects.updateOne({ _id: projectId }, { $set: { champion: model.version } })
    const { images, ...rest } = await answered(await send('?all=true', bytesOf(photo), annotator, 'image/jpeg'))
    const [said] = await server.predictors.answer(model, [{ assetId: 'photo', bytes: photo }])
    expect(rest).toEqual({ model: model.version, task: 'detection' })
    expect(images).toEqual([
      { name: 'image', ...PHOTO, annotations: said && 'predictions' in said ? said.predictions : 'unreadable' },
    ])
    expect(images[0]?.annotations.length).toBeGreaterThan(10)
    for (const { shape } of images[0]?.annotations ?? [])
      expect(shape.kind === 'box' && shape.x >= 0 && shape.x + shape.width <= PHOTO.width + 1e-3).toBe(true)
  })

  test('tells only what reaches the calibrated score of its label, unless all is asked for', async () => {
    const { images: all } = await answered(await send('?all=true', bytesOf(photo)))
    const { images: good } = await answered(await send(`?model=${model.version}`, bytesOf(photo)))
    expect(good[0]?.annotations).toEqual(all[0]?.annotations.filter(({ score }) => score >= THRESHOLD))
    expect(good[0]?.annotations.length).toBeGreaterThan(0)
    expect(good[0]?.annotations.length).toBeLessThan(all[0]?.annotations.length ?? 0)
  })

  test('measures the images that come, without keeping their pixels', async () => {
    await server.store.projects.updateOne({ _id: projectId }, { $set: { 'loop.monitoring': { servedShare: 1 } } })
    // What was asked beyond the calibrated scores says nothing of what others are told.
    await answered(await send('?all=true', bytesOf(photo)))
    const { images } = await answered(await send('', bytesOf(photo)))
    const [row, ...more] = await eventually(async () => {
      const rows = await server.store.servedSamples.find({ projectId }).toArray()
      expect(rows).toHaveLength(1)
      return rows
    })
    expect(more).toEqual([])
    expect(row).toMatchObject({ version: model.version, at: expect.any(Date) })
    expect(row?.numbers).toMatchObject({ suggestedCount: images[0]?.annotations.length, brightness: expect.closeTo(0.5, 1) })
    expect(row?.mix.reduce((sum, { count }) => sum + count, 0)).toBe(images[0]?.annotations.length)
    expect(JSON.stringify(row).length).toBeLessThan(2000)
    await server.store.projects.updateOne({ _id: projectId }, { $set: { 'loop.monitoring': { servedShare: 0 } } })
  })

  test('takes several images at once, and answers by their names, in their order', async () => {
    const other = await aJpeg({ width: 120, height: 90 }, 2)
    const { images } = await answered(await send('?all=true', formOf({ 'b.jpg': other, 'a.jpg': photo })))
    expect(images.map(({ name, width, height }) => ({ name, width, height }))).toEqual([
      { name: 'b.jpg', width: 120, height: 90 },
      { name: 'a.jpg', ...PHOTO },
    ])
    // A name with quotes and beyond ASCII, and a field that is no file.
    const odd = formOf({ 'das "große" Bild.jpg': other })
    odd.append('note', 'taken today')
    expect((await answered(await send('', odd))).images.map(({ name }) => name)).toEqual(['das "große" Bild.jpg'])
    const alone = await answered(await send('?all=true', bytesOf(other)))
    expect(images[0]?.annotations).toEqual(alone.images[0]?.annotations)
  })

  test('lets requests that come together share a batch, and counts them', async () => {
    const counted = async (line: RegExp) => Number(line.exec(await server.metrics.registry.metrics())?.[1])
    const [BATCHES, IMAGES] = [/^labelloop_predict_batch_images_count (\d+)/m, /^labelloop_predicted_images_total (\d+)/m]
    const before = await counted(BATCHES)
    const imagesBefore = await counted(IMAGES)
    await Promise.all(Array.from({ length: 12 }, async () => answered(await send('', bytesOf(photo)))))
    expect(await counted(IMAGES)).toBe(imagesBefore + 12)
    expect(await counted(BATCHES)).toBeLessThan(before + 12)
  })

  test('names labels as they are called now, and leaves out those that were retired', async () => {
    const ontology = newOntology(['animal', 'dog', 'bird'])
    const labels = ontology.labels.map((label) => ({
      ...label,
      ...(label.name === 'animal' && { formerNames: ['cat'] }),
      ...(label.name === 'bird' && { retired: true }),
    }))
    await server.store.projects.updateOne({ _id: projectId }, { $set: { 'ontology.labels': labels } })
    const { images } = await answered(await send('?all=true', bytesOf(photo)))
    expect(new Set(images[0]?.annotations.map(({ label }) => label))).toEqual(new Set(['animal', 'dog']))
    await server.store.projects.updateOne({ _id: projectId }, { $set: { ontology: newOntology(LABELS) } })
  })

  test('refuses what is no image, and says what was expected and what came', async () => {
    const refusals = [
      await refused(await send('', 'a letter', annotator, 'text/plain')),
      await refused(await send('', formOf({ 'good.jpg': photo, 'letter.txt': Buffer.from('a letter') }))),
      await refused(await send('', new Uint8Array())),
      await refused(await send('', '{}', annotator, 'application/json')),
      await refused(await send('', formOf({}))),
      await refused(await send('', 'no form at all', annotator, 'multipart/form-data; boundary=here')),
      await refused(await send('', '--here\r\ncut', annotator, 'multipart/form-data; boundary=here')),
      await refused(await send('', formOf(Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`${at}.jpg`, photo]))))),
      await refused(await send('?model=99', bytesOf(photo))),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400, 413, 404])
    expect(refusals.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('image cannot'),
      expect.stringContaining('letter.txt cannot'),
      expect.stringContaining('got nothing'),
      expect.stringContaining('got JSON'),
      expect.stringContaining('a form without files'),
      expect.stringContaining('a form that cannot be read'),
      expect.stringContaining('a form that cannot be read'),
      expect.stringContaining('at most 64 images'),
      expect.stringContaining('v99'),
    ])
  })

  test('answers members of the project alone, and gives weights to managers alone', async () => {
    expect((await send('', bytesOf(photo), stranger)).status).toBe(403)
    const path = `${server.address}${servingPaths.exported(projectId, model.version)}?format=onnx`
    expect((await fetch(path, { headers: { Authorization: `Bearer ${annotator}` } })).status).toBe(403)
    expect((await fetch(path)).status).toBe(401)
  })

  test('gives the browsers of those who label its network, once written, and how its answers are read', {
    timeout: LIMIT_MS,
  }, async () => {
    const asked = (path: string, token: string) =>
      fetch(`${server.address}${path}`, { headers: { Authorization: `Bearer ${token}` } })
    const [described, network] = [
      `/api/projects/${projectId}/models/${model.version}/browser`,
      servingPaths.network(projectId, model.version),
    ]
    for (const path of [described, network]) {
      expect((await asked(path, stranger)).status).toBe(403)
      expect((await fetch(`${server.address}${path}`)).status).toBe(401)
    }
    const said = BrowserModel.parse(await (await asked(described, annotator)).json())
    const { version, task, labelNames, thresholds } = await server.presentModel(projectId, model.version)
    expect(said).toEqual({ version, task, labelNames, thresholds, labels: LABELS.map(plainLabel), input: INPUT })
    const [first, second] = await Promise.all([network, network].map((path) => asked(path, annotator)))
    const bytes = new Uint8Array((await first?.arrayBuffer()) ?? new ArrayBuffer(0))
    expect(new Uint8Array((await second?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes)
    const own = await readModel(await server.localFolderOf(model))
    const { pixels } = architectureById(model.architecture)
    expect(Buffer.from(bytes).equals(onnxOfNetwork(networkOfModel(own), INPUT, pixels))).toBe(true)
    expect((await asked(servingPaths.network(projectId, 99), annotator)).status).toBe(404)
  })

  test('gives a model away as ONNX that computes the same, with a card that says how', { timeout: LIMIT_MS }, async () => {
    const files = await exported('onnx')
    expect(Object.keys(files).sort()).toEqual(['MODEL_CARD.md', 'model-card.json', 'model.onnx'])
    const card = ModelCard.parse(JSON.parse(Buffer.from(files['model-card.json'] ?? '').toString()))
    expect(card).toMatchObject({
      version: model.version,
      task: 'detection',
      labelNames: LABELS,
      pretrained: null,
      inputSize: INPUT,
    })
    expect(card.files.input).toMatchObject({ name: 'image', shape: [null, INPUT.height, INPUT.width, 3], type: 'uint8' })
    expect(Buffer.from(files['MODEL_CARD.md'] ?? '').toString()).toContain('| 2 | bird | 0.550 |')
    const own = await readModel(await server.localFolderOf(model))
    const { pixels } = architectureById(model.architecture)
    const [one, other] = [
      await onnxRunner(files['model.onnx'] ?? new Uint8Array(), INPUT),
      await onnxRunner(onnxOfNetwork(networkOfModel(own), INPUT, pixels), INPUT),
    ]
    const images = randomImages(2, INPUT, 4)
    expect((await one.runner.run(images)).values).toEqual((await other.runner.run(images)).values)
  })

  test('gives a model away for TensorFlow.js, its weights as they were learned in size', { timeout: LIMIT_MS }, async () => {
    const files = await exported('tfjs')
    expect(Object.keys(files).sort()).toEqual(['MODEL_CARD.md', 'model-card.json', 'model.json', 'weights.bin'])
    const weights = await readFile(join(await server.localFolderOf(model), 'weights.bin'))
    expect(files['weights.bin']?.length).toBeGreaterThan(weights.length * 0.9)
    expect(files['weights.bin']?.length).toBeLessThan(weights.length * 1.1)
  })

  test('slows down who asks more often than allowed, and nobody else', async () => {
    const rush = await Promise.all(Array.from({ length: PER_MINUTE + 1 }, () => send('', 'no image', hurried)))
    expect(rush.filter(({ status }) => status === 429)).toHaveLength(1)
    expect((await send('', bytesOf(photo), manager)).status).toBe(200)
  })

  async function exported(format: string): Promise<Record<string, Uint8Array>> {
    const response = await fetch(`${server.address}${servingPaths.exported(projectId, model.version)}?format=${format}`, {
      headers: { Authorization: `Bearer ${manager}` },
    })
    expect(response.status).toBe(200)
    return unzipSync(new Uint8Array(await response.arrayBuffer()))
  }
})
