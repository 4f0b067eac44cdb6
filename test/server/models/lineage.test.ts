import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { mountLineage } from '#server/models/lineage/routes.ts'
import { treeLines } from '#server/store/blob-tree.ts'
import { createRun, updateRun } from '#server/training/run-records.ts'
import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { LineageGraph } from '#shared/domain/lineage.ts'
import type { Run, Snapshot } from '#shared/domain/training.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { annotationOf, changing, suggesting } from '../../support/operations.ts'
import { objectsIn, writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'
import { aModel } from '../known-models.ts'

const IMAGES = 4

describeWithMongo('the graph of what came from what', () => {
  let importing: Importing
  let server: HttpServer
  let projectId: ProjectId
  let anna: { id: string; token: string }
  let snapshot: Snapshot
  let run: Run
  const shape = { kind: 'box', x: 10, y: 10, width: 50, height: 40 } as const
  const suggestion = suggesting({ label: 'disc', origin: { type: 'model', version: 1, score: 0.9, label: 'disc', shape } })
  const annotationId = annotationOf(suggestion)

  beforeAll(async () => {
    importing = await openImporting()
    const { store, blobs, operations, folder } = importing
    projectId = await importing.project({ ontology: { version: 1, labels: [] }, champion: 1 })
    const person = await aStoredPerson(store, projectId, 'manager', 'Anna')
    anna = person
    await writeVocSet(join(folder, 'set'), { images: IMAGES, seed: 3 })
    await importing.importFolder(projectId, join(folder, 'set'), { approve: true })
    snapshot = await takeSnapshot({ store, blobs }, projectId)
    const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
    run = await createRun(store, projectId, request, { type: 'person', reason: 'a test' })
    await updateRun(store, run.id, { snapshotId: snapshot.id, modelVersion: 1 })
    const model = aModel({ projectId, runId: run.id, snapshotId: snapshot.id, snapshotNumber: snapshot.number })
    await store.models.insertOne({ _id: newId('mod'), ...model })
    const [asset] = await importing.assets(projectId)
    if (!asset) throw new Error('Expected an image')
    await operations.commit({ assetId: asset._id, operations: [suggestion], user: null })
    const accepted = changing(annotationId, 1, { status: 'draft' })
    await operations.commit({ assetId: asset._id, operations: [accepted], user: { id: person.id }, may: () => true })
    await eventually(async () => expect((await store.annotations.findOne({ _id: annotationId }))?.status).toBe('draft'))
    server = await startHttpServer(store, (mount) =>
      mountLineage(mount, { store, linesOf: ({ digest }) => treeLines(blobs, digest) }),
    )
  })
  afterAll(async () => {
    await server?.close()
    await importing?.close()
  })

  async function around(from: string, rest: Record<string, string> = {}, token = anna.token) {
    const query = new URLSearchParams({ from, ...rest })
    const { status, body } = await server.ask(token, 'GET', `/api/projects/${projectId}/lineage?${query}`)
    return { status, ...(body as LineageGraph) }
  }
  const edgesOf = ({ edges }: LineageGraph) => edges.map(({ from, to }) => `${from} > ${to}`)

  it('leads from a model back to its labels, and on to what people made of its suggestions', async () => {
    const graph = await around('model:1')
    expect(graph.root).toMatchObject({ kind: 'model', title: 'v1' })
    expect(edgesOf(graph)).toEqual(
      expect.arrayContaining([
        `snapshot:${snapshot.number} > run:${run.id}`,
        `run:${run.id} > model:1`,
        `model:1 > prediction:${annotationId}`,
        `prediction:${annotationId} > correction:${annotationId}`,
      ]),
    )
    const made = graph.nodes.find(({ kind }) => kind === 'correction')
    expect(made).toMatchObject({ title: 'disc', detail: 'accepted by Anna' })
  })

  it('leads from a label to who suggested it, and from an approved one to the models that learned it', async () => {
    expect(edgesOf(await around(`annotation:${annotationId}`, { steps: '3' }))).toEqual(
      expect.arrayContaining([
        `model:1 > prediction:${annotationId}`,
        `correction:${annotationId} > annotation:${annotationId}`,
        `annotation:${annotationId} > revision:${annotationId}.2`,
      ]),
    )
    const learned = await importing.store.annotations.findOne({ projectId, status: 'approved' })
    const { _id, revision } = learned ?? { _id: '', revision: 0 }
    expect(edgesOf(await around(`annotation:${_id}`, { steps: '4' }))).toEqual(
      expect.arrayContaining([
        `annotation:${_id} > revision:${_id}.${revision}`,
        `revision:${_id}.${revision} > snapshot:${snapshot.number}`,
        `snapshot:${snapshot.number} > run:${run.id}`,
        `run:${run.id} > model:1`,
      ]),
    )
  })

  it('gives the labels of a snapshot by the page, each once', async () => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: LineageGraph = await around(`snapshot:${snapshot.number}`, {
        steps: '1',
        limit: '5',
        ...(cursor && { cursor }),
      })
      seen.push(...page.nodes.filter(({ kind }) => kind === 'revision').map(({ ref }) => ref))
      cursor = page.next
    }
    expect(seen).toHaveLength(objectsIn(IMAGES))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('finds the suggestions of a model by an index', async () => {
    const query = importing.store.annotations.find({ projectId, 'origin.version': 1 }).sort({ _id: 1 })
    expect(JSON.stringify(await query.explain('queryPlanner'))).toMatch(/"stage":"IXSCAN"/)
  })

  it.each(['model:9', 'snapshot:9', 'run:none', 'annotation:none', 'correction:none'])('knows no %s', async (ref) => {
    expect((await around(ref)).status).toBe(404)
  })

  it('is refused for what is no place in it, and to strangers', async () => {
    expect((await around('drop tables')).status).toBe(400)
    const stranger = await aStoredPerson(importing.store, projectId, null)
    expect((await around('model:1', {}, stranger.token)).status).toBe(403)
  })
})
