import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import type { LabelChange } from '#shared/ontology/label-change.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { type Editor, startServer, type TestServer } from './label-server.ts'

const LIMIT_MS = 60_000

describeWithMongo('labels changed while people work', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(afterAll)
  }, LIMIT_MS)
  afterAll(() => server.close(), LIMIT_MS)

  async function aProjectWith(ontology: Ontology = newOntology(['cat', 'dog', 'bird'])) {
    const projectId = await aStoredProject(server.store, { ontology })
    const assetId = await aStoredAsset(server.store, projectId)
    const manager = await server.person(`manager ${projectId}`, { [projectId]: 'manager' })
    const change = async (wanted: LabelChange) => {
      const { ontology } = await manager.call(routes.projects.show, { params: { projectId } })
      const body = { version: ontology.version, change: wanted }
      const { jobId } = await manager.call(routes.labels.change, { params: { projectId }, body })
      return { jobId, job: await server.ended(manager, jobId) }
    }
    const labelNames = async () =>
      (await manager.call(routes.projects.show, { params: { projectId } })).ontology.labels.map(({ name }) => name)
    return { projectId, assetId, manager, change, labelNames, editor: () => manager.editor(assetId) }
  }

  const draw = ({ annotations }: Editor, label: string, attributes = {}): AnnotationId => {
    const annotationId = newId<AnnotationId>('ann')
    const shape = { kind: 'box', x: 1, y: 1, width: 9, height: 9 } as const
    annotations.change([{ type: 'create', annotationId, label, shape, attributes, status: 'draft' }])
    return annotationId
  }
  const relabel = ({ annotations }: Editor, annotationId: AnnotationId, label: string) =>
    annotations.change([{ type: 'update', annotationId, patch: { label } }])
  const labelOf = (editor: Editor, id: AnnotationId) => editor.look().state?.annotations.get(id)?.label

  test(
    'a rename reaches what is labelled and every open editor, and is written down',
    async () => {
      const { projectId, manager, change, editor } = await aProjectWith()
      const open = await editor()
      const tab = await manager.connect()
      await tab.send('project:watch', { projectId })
      draw(open, 'cat')
      draw(open, 'dog')
      await open.saved()
      expect((await change({ type: 'rename', label: 'cat', to: 'feline' })).job).toMatchObject({
        state: 'succeeded',
        result: { moved: 1 },
      })
      await eventually(() => expect(tab.heard('project:changed')).toContainEqual({ projectId }))
      tab.socket.disconnect()
      await eventually(() => expect(open.labels()).toEqual(['dog', 'feline']))
      const { items } = await manager.call(routes.projects.decisions, { params: { projectId }, query: {} })
      expect(items[0]?.sentence).toContain('renamed the label cat to feline')
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'an editor that was offline during a rename, a merge and a retirement replays everything, and nothing is refused',
    async () => {
      const { assetId, change, editor } = await aProjectWith()
      const open = await editor()
      const moved = draw(open, 'cat')
      const chosen = draw(open, 'cat')
      await open.saved()
      open.cut()
      await change({ type: 'rename', label: 'cat', to: 'feline' })
      await change({ type: 'merge', label: 'dog', into: 'feline' })
      await change({ type: 'retire', label: 'bird' })
      relabel(open, chosen, 'bird')
      const [asCat, asDog] = [draw(open, 'cat'), draw(open, 'dog')]
      open.mend()
      await open.saved()
      expect(open.look().conflicts).toEqual([])
      await eventually(() => {
        expect([moved, asCat, asDog].map((id) => labelOf(open, id))).toEqual(['feline', 'feline', 'feline'])
        expect(labelOf(open, chosen)).toBe('bird')
      })
      await eventually(async () => expect(await server.store.annotations.countDocuments({ assetId, label: 'feline' })).toBe(3))
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'a label that was deleted unused still takes what somebody gave it offline',
    async () => {
      const { change, labelNames, editor } = await aProjectWith()
      const open = await editor()
      open.cut()
      await change({ type: 'delete', label: 'bird' })
      expect(await labelNames()).toEqual(['cat', 'dog'])
      draw(open, 'bird')
      open.mend()
      await open.saved()
      expect(open.look().conflicts).toEqual([])
      expect(open.labels()).toEqual(['bird'])
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'a label in use is not deleted, and the preview says so and what a merge would touch',
    async () => {
      const { projectId, manager, change, editor } = await aProjectWith()
      const open = await editor()
      draw(open, 'cat')
      await open.saved()
      await expect(change({ type: 'delete', label: 'cat' })).rejects.toThrow('retire it instead')
      const preview = (change: LabelChange) => manager.call(routes.labels.preview, { params: { projectId }, body: { change } })
      expect(await preview({ type: 'delete', label: 'cat' })).toMatchObject({ problem: expect.stringContaining('in use') })
      expect(await preview({ type: 'merge', label: 'cat', into: 'dog' })).toMatchObject({
        annotations: 1,
        assets: 1,
        problem: null,
      })
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'a merge is taken back: what it moved returns, what a person has labelled since stays',
    async () => {
      const { projectId, manager, change, labelNames, editor } = await aProjectWith()
      const open = await editor()
      const [returning, relabelled, native] = [draw(open, 'cat'), draw(open, 'cat'), draw(open, 'dog')]
      await open.saved()
      const { jobId } = await change({ type: 'merge', label: 'cat', into: 'dog' })
      await eventually(() => expect(open.labels()).toEqual(['dog', 'dog', 'dog']))
      relabel(open, relabelled, 'bird')
      await open.saved()
      const undo = await manager.call(routes.labels.undo, { params: { projectId, jobId } })
      await server.ended(manager, undo.jobId)
      await eventually(() =>
        expect([returning, relabelled, native].map((id) => labelOf(open, id))).toEqual(['cat', 'bird', 'dog']),
      )
      expect((await labelNames()).sort()).toEqual(['bird', 'cat', 'dog'])
      const [record] = await manager.call(routes.labels.changes, { params: { projectId } })
      expect(record).toMatchObject({ isUndone: true, change: { type: 'merge' } })
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'a label is split by an attribute, and joined again',
    async () => {
      const { version, labels } = newOntology(['vehicle'])
      const asked = { type: 'choice' as const, name: 'kind', required: true, initial: null, choices: ['car', 'bus'] }
      const { projectId, manager, change, labelNames, editor } = await aProjectWith({
        version,
        labels: labels.map((label) => ({ ...label, attributes: [asked] })),
      })
      const open = await editor()
      draw(open, 'vehicle', { kind: 'car' })
      draw(open, 'vehicle', { kind: 'bus' })
      draw(open, 'vehicle')
      await open.saved()
      const into = [
        { choice: 'car', label: 'Car' },
        { choice: 'bus', label: 'Bus' },
      ]
      const { jobId } = await change({ type: 'split', label: 'vehicle', attribute: 'kind', into })
      await eventually(() => expect(open.labels()).toEqual(['Bus', 'Car', 'vehicle']))
      expect(await labelNames()).toEqual(['vehicle', 'Car', 'Bus'])
      draw(open, 'Bus')
      await open.saved()
      const undo = await manager.call(routes.labels.undo, { params: { projectId, jobId } })
      await server.ended(manager, undo.jobId)
      await eventually(() => expect(open.labels()).toEqual(['vehicle', 'vehicle', 'vehicle', 'vehicle']))
      expect(await labelNames()).toEqual(['vehicle'])
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'an image is not submitted while a required attribute is unanswered',
    async () => {
      const { version, labels } = newOntology(['cat'])
      const asked = { type: 'boolean' as const, name: 'collar', required: true, initial: null }
      const { assetId, editor } = await aProjectWith({
        version,
        labels: labels.map((label) => ({ ...label, attributes: [asked] })),
      })
      const open = await editor()
      const cat = draw(open, 'cat')
      await open.saved()
      open.annotations.change([{ type: 'asset', status: 'review' }])
      await eventually(() => expect(open.look().conflicts).toMatchObject([{ target: null, message: 'cat lacks "collar"' }]))
      open.annotations.keepTheirs(null)
      open.annotations.change([{ type: 'update', annotationId: cat, patch: { attributes: { collar: true } } }])
      open.annotations.change([{ type: 'asset', status: 'review' }])
      await open.saved()
      await eventually(async () =>
        expect(await server.store.assets.findOne({ _id: assetId })).toMatchObject({ status: 'review' }),
      )
      open.close()
    },
    LIMIT_MS,
  )

  test(
    'a change needs the present version of the labels and a manager',
    async () => {
      const { projectId, manager } = await aProjectWith()
      const change = { type: 'retire', label: 'cat' } as const
      const ask = (who: typeof manager, version: number) =>
        who.call(routes.labels.change, { params: { projectId }, body: { version, change } })
      await expect(ask(manager, 7)).rejects.toThrow('Somebody else changed the labels first')
      const reviewer = await server.person(`reviewer ${projectId}`, { [projectId]: 'reviewer' })
      await expect(ask(reviewer, 1)).rejects.toThrow('may not do this')
    },
    LIMIT_MS,
  )
})
