import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAnnotationStore } from '#client/annotations/annotation-store.ts'
import { transportOver } from '#client/annotations/line-transport.ts'
import { createMemoryOutbox } from '#client/annotations/outbox.ts'
import { createSocketLine } from '#client/socket-line.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import { newOntology } from '#shared/ontology.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const A = 'ann_a' as AnnotationId

describeWithMongo('the annotation store over a real socket', () => {
  let store: Store
  let server: LabelServer
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
  })

  /** Somebody's page; `sits` says who sits in front of it. */
  async function aPage(projectId: ProjectId, assetId: AssetId) {
    const person = await aStoredPerson(store, projectId, 'annotator')
    const { socket } = await server.connect(person.token)
    const listeners = new Set<() => void>()
    let isMe = true
    const signedIn = {
      isMe: () => isMe,
      subscribe(listener: () => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const transport = transportOver(
      createSocketLine(socket, () => undefined),
      signedIn,
    )
    const annotations = createAnnotationStore({ assetId, userId: person.id, transport, outbox: createMemoryOutbox() })
    await eventually(() => expect(annotations.getSnapshot().state).not.toBeNull())
    return {
      annotations,
      sits(mine: boolean) {
        isMe = mine
        for (const listener of listeners) listener()
      },
    }
  }
  const drawing = (label: string, annotationId = A) =>
    ({
      type: 'create',
      annotationId,
      label,
      shape: { kind: 'box', x: 1, y: 1, width: 5, height: 5 },
      attributes: {},
      status: 'draft',
    }) as const

  test('who drew with a name that a label had is shown its present name, as everybody else', async () => {
    const ontology = newOntology(['cat', 'dog'])
    const labels = ontology.labels.map((label) => (label.name === 'cat' ? { ...label, formerNames: ['kitten'] } : label))
    const projectId = await aStoredProject(store, { ontology: { ...ontology, labels } })
    const assetId = await aStoredAsset(store, projectId)
    const [ann, ben] = [await aPage(projectId, assetId), await aPage(projectId, assetId)]
    ann.annotations.change([drawing('kitten')])
    for (const { annotations } of [ann, ben])
      await eventually(() => expect(annotations.getSnapshot().state?.annotations.get(A)?.label).toBe('cat'))
    expect(ann.annotations.getSnapshot()).toMatchObject({ save: { kind: 'saved' }, conflicts: [] })
    expect(ann.annotations.getSnapshot().state?.annotations).toEqual(ben.annotations.getSnapshot().state?.annotations)
  })

  test('what one person drew waits while another sits there, and is sent when they are back', async () => {
    const projectId = await aStoredProject(store)
    const assetId = await aStoredAsset(store, projectId)
    const ann = await aPage(projectId, assetId)
    ann.sits(false)
    ann.annotations.change([drawing('cat', 'ann_waiting' as AnnotationId)])
    expect(ann.annotations.getSnapshot().save).toEqual({ kind: 'signed-out', waiting: 1 })
    await ann.annotations.resume()
    expect(await store.operations.countDocuments({ assetId })).toBe(0)
    ann.sits(true)
    await eventually(() => expect(ann.annotations.getSnapshot().save).toEqual({ kind: 'saved', waiting: 0 }))
    expect(await store.operations.countDocuments({ assetId })).toBe(1)
  })

  test('two pages show the same, and each undoes only what it did', async () => {
    const projectId = await aStoredProject(store)
    const assetId = await aStoredAsset(store, projectId)
    const [one, two] = [await aPage(projectId, assetId), await aPage(projectId, assetId)]
    one.annotations.change([drawing('cat', 'ann_tabs' as AnnotationId)])
    const seen = () => two.annotations.getSnapshot().state?.annotations.get('ann_tabs' as AnnotationId)
    await eventually(() => expect(seen()?.status).toBe('draft'))
    expect(two.annotations.getSnapshot().canUndo).toBe(false)
    one.annotations.undo()
    await eventually(() => expect(seen()?.status).toBe('deleted'))
  })
})
