import { afterAll, beforeAll, expect, test } from 'vitest'
import { historyPipeline } from '#server/annotations/annotation-history.ts'
import { createOperationLog, type OperationLog } from '#server/annotations/operation-log.ts'
import { mountHistory } from '#server/annotations/routes.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing, setting, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

describeWithMongo('the history of an annotation', () => {
  let store: Store
  let http: HttpServer
  let operations: OperationLog
  let projectId: ProjectId
  let ada: Awaited<ReturnType<typeof aStoredPerson>>
  let ben: typeof ada

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    http = await startHttpServer(store, (mount) => mountHistory(mount, { store }))
    operations = createOperationLog({ store, log: createLog('test', 'silent') })
    projectId = await aStoredProject(store)
    ada = await aStoredPerson(store, projectId, 'annotator')
    ben = await aStoredPerson(store, projectId, 'reviewer')
  })
  afterAll(async () => {
    await http.close()
    await operations.close()
    await store.close()
  })

  const commit = (assetId: AssetId, user: { id: typeof ada.id } | null, ...changes: Operation[]) =>
    operations.commit({ assetId, user, operations: changes, may: () => true })
  const historyOf = (assetId: AssetId, id: AnnotationId, project = projectId) =>
    http.ask(ada.token, 'GET', `/api/projects/${project}/assets/${assetId}/annotations/${id}/history`)

  test('tells who changed what and when, newest first, with what it was before and after', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const proposed = suggesting()
    const id = annotationOf(proposed)
    await commit(assetId, null, proposed, suggesting())
    await commit(assetId, ada, changing(id, 1, { label: 'dog', status: 'draft' }), drawing())
    await commit(assetId, ben, changing(id, 2, { shape: { kind: 'box', x: 0, y: 0, width: 9, height: 9 } }))
    const { body } = await historyOf(assetId, id)
    expect(body).toMatchObject([
      { userId: ben.id, revision: 3, before: { shape: { x: 10 } }, after: { shape: { x: 0 }, label: 'dog' } },
      { userId: ada.id, revision: 2, before: { label: 'cat', status: 'suggested' }, after: { label: 'dog', status: 'draft' } },
      { userId: null, revision: 1, before: null, after: { label: 'cat', status: 'suggested' } },
    ])
  })

  test('knows that approving the image approved it, and keeps what was deleted', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const [kept, deleted] = [drawing(), drawing()]
    await commit(assetId, ada, kept, deleted)
    await commit(assetId, ada, changing(annotationOf(deleted), 1, { status: 'deleted' }))
    await commit(assetId, ben, setting('approved', 1))
    expect((await historyOf(assetId, annotationOf(kept))).body).toMatchObject([
      { userId: ben.id, before: { status: 'draft' }, after: { status: 'approved' } },
      { userId: ada.id, before: null },
    ])
    expect((await historyOf(assetId, annotationOf(deleted))).body).toMatchObject([
      { before: { status: 'draft' }, after: { status: 'deleted' } },
      { before: null },
    ])
  })

  test('of an annotation or an image that is not there is not found, nor that of another project', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    await commit(assetId, ada, drawn)
    expect((await historyOf(assetId, 'ann_none' as AnnotationId)).status).toBe(404)
    expect((await historyOf('ast_none' as AssetId, annotationOf(drawn))).status).toBe(404)
    const elsewhere = await aStoredProject(store)
    expect((await historyOf(assetId, annotationOf(drawn), elsewhere)).status).toBe(403)
  })

  test('is read by the index of the log', async () => {
    const plan = JSON.stringify(
      await store.operations.aggregate(historyPipeline('ast_1' as AssetId, 'ann_1' as AnnotationId)).explain('queryPlanner'),
    )
    expect(plan).toContain('IXSCAN')
    expect(plan).not.toContain('COLLSCAN')
    expect(plan).not.toContain('"stage":"SORT"')
  })
})
