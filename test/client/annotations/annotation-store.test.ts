import { afterEach, expect, test } from 'vitest'
import type { Change } from '#client/annotations/change.ts'
import { isWorthAsking } from '#client/annotations/conflict.ts'
import { saveSentence } from '#client/annotations/save-state.ts'
import type { AnnotationId, OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import { type Client, createClient, deliverAll, settled } from './client.ts'
import { createSimulatedServer } from './simulated-server.ts'

const A = 'a' as AnnotationId
const BOX = { kind: 'box', x: 10, y: 10, width: 20, height: 20 } as const
const create = (annotationId: AnnotationId = A): Change => ({
  type: 'create',
  annotationId,
  label: 'RBC',
  shape: BOX,
  attributes: {},
  status: 'draft',
})
const relabel = (label: string): Change => ({ type: 'update', annotationId: A, patch: { label } })

let clients: Client[] = []
afterEach(() => {
  for (const client of clients) client.store().close()
  clients = []
})

async function people(...names: readonly string[]) {
  const server = createSimulatedServer()
  clients = names.map((name) => createClient(server, name))
  await deliverAll(clients)
  return { server, clients }
}
const labelOf = (client: Client | undefined, id = A) => client?.store().getSnapshot().state?.annotations.get(id)?.label

test('a change is seen at once, before the server has answered', async () => {
  const { server, clients } = await people('ann')
  clients[0]?.store().change([create()])
  expect(labelOf(clients[0])).toBe('RBC')
  expect(server.log).toHaveLength(0)
  expect(clients[0]?.store().getSnapshot().save).toEqual({ kind: 'saving', waiting: 1 })
  await deliverAll(clients)
  expect(clients[0]?.store().getSnapshot().save).toEqual({ kind: 'saved', waiting: 0 })
})

test('work goes on without a connection and arrives with the next one', async () => {
  const { server, clients } = await people('ann')
  clients[0]?.line.cut()
  clients[0]?.store().change([create()])
  clients[0]?.store().change([relabel('WBC')])
  expect(saveSentence(clients[0]?.store().getSnapshot().save ?? { kind: 'saved', waiting: 0 })).toBe('offline (2 kept here)')
  clients[0]?.line.mend()
  await deliverAll(clients)
  expect(server.state().annotations.get(A)?.label).toBe('WBC')
})

test('what was drawn without a connection survives the page', async () => {
  const { server, clients } = await people('ann')
  clients[0]?.line.cut()
  clients[0]?.store().change([create()])
  await clients[0]?.store().kept()
  clients[0]?.reload()
  await deliverAll(clients)
  expect(labelOf(clients[0])).toBe('RBC')
  expect(server.log).toHaveLength(1)
})

test('an answer that was lost is asked for again, and nothing is applied twice', async () => {
  const { server, clients } = await people('ann')
  clients[0]?.store().change([create()])
  await settled()
  clients[0]?.line.deliver(0)
  expect(server.log).toHaveLength(1)
  clients[0]?.line.cut()
  await settled()
  clients[0]?.line.mend()
  await deliverAll(clients)
  expect(server.log).toHaveLength(1)
  expect(clients[0]?.store().getSnapshot().save.waiting).toBe(0)
})

async function contested() {
  const { server, clients } = await people('ann', 'ben')
  clients[0]?.store().change([create()])
  await deliverAll(clients)
  clients[0]?.line.cut()
  clients[0]?.store().change([relabel('WBC')])
  clients[1]?.store().change([relabel('Platelets')])
  await deliverAll(clients)
  clients[0]?.line.mend()
  await deliverAll(clients)
  return { server, ann: clients[0], ben: clients[1] }
}

test('a change that somebody else overtook is shown as a conflict, with theirs standing', async () => {
  const { ann } = await contested()
  expect(labelOf(ann)).toBe('Platelets')
  expect(ann?.store().getSnapshot().conflicts).toMatchObject([{ target: A, code: 'stale' }])
})

test('a conflict survives the page until a person has decided', async () => {
  const { ann } = await contested()
  await ann?.store().kept()
  ann?.reload()
  await deliverAll(clients)
  expect(ann?.store().getSnapshot().conflicts).toHaveLength(1)
})

test('a model’s suggestion that was refused is no conflict, unless a person had accepted it', async () => {
  const { clients } = await people('ann', 'ben')
  const [ann, ben] = clients
  const B = 'b' as AnnotationId
  const origin = { type: 'model', version: 1, score: 0.9, label: 'RBC', shape: BOX } as const
  const propose = (annotationId: AnnotationId): Change => ({ ...create(annotationId), status: 'suggested', origin }) as Change
  ben?.store().change([create(A), create(B)])
  ann?.line.cut()
  ann?.store().change([propose(A), propose(B)])
  ann?.store().change([{ type: 'update', annotationId: B, patch: { status: 'rejected' } }])
  await deliverAll(clients)
  ann?.line.mend()
  await deliverAll(clients)
  expect(ann?.store().getSnapshot()).toMatchObject({ conflicts: [], remark: expect.stringContaining('was not taken') })
  expect(ann?.store().getSnapshot().save).toEqual({ kind: 'saved', waiting: 0 })
  const accepted = [propose(A), { type: 'update', annotationId: A, patch: { status: 'draft' } } as const]
  const operations = accepted.map((change, index) => ({ ...change, id: `op_${index}` as OperationId, base: 1 }) as Operation)
  expect(isWorthAsking({ target: A, code: 'forbidden', message: '', operations })).toBe(true)
  expect(isWorthAsking({ target: A, code: 'forbidden', message: '', operations: operations.slice(0, 1) })).toBe(false)
})

test('keeping mine makes my change again, on top of theirs', async () => {
  const { server, ann, ben } = await contested()
  ann?.store().keepMine(A)
  await deliverAll(clients)
  expect(server.state().annotations.get(A)?.label).toBe('WBC')
  expect(labelOf(ben)).toBe('WBC')
  expect(ann?.store().getSnapshot().conflicts).toEqual([])
})

test('keeping theirs forgets mine', async () => {
  const { server, ann } = await contested()
  ann?.store().keepTheirs(A)
  await deliverAll(clients)
  expect(server.state().annotations.get(A)?.label).toBe('Platelets')
  expect(ann?.store().getSnapshot().conflicts).toEqual([])
  expect(await ann?.outbox.leftovers()).toEqual([])
})

test('changes of different properties of one label merge', async () => {
  const { server, clients } = await people('ann', 'ben')
  clients[0]?.store().change([create()])
  await deliverAll(clients)
  clients[0]?.line.cut()
  clients[0]?.store().change([relabel('WBC')])
  clients[1]?.store().change([{ type: 'update', annotationId: A, patch: { shape: { ...BOX, x: 50 } } }])
  await deliverAll(clients)
  clients[0]?.line.mend()
  await deliverAll(clients)
  expect(server.state().annotations.get(A)).toMatchObject({ label: 'WBC', shape: { x: 50 } })
  expect(clients[0]?.store().getSnapshot().conflicts).toEqual([])
})

test('undo and redo are changes like any other, seen by everybody', async () => {
  const { clients } = await people('ann', 'ben')
  const [ann, ben] = clients
  ann?.store().change([create()])
  ann?.store().change([relabel('WBC')])
  ann?.store().undo()
  await deliverAll(clients)
  expect(labelOf(ben)).toBe('RBC')
  ann?.store().redo()
  await deliverAll(clients)
  expect(labelOf(ben)).toBe('WBC')
  ann?.store().undo()
  ann?.store().undo()
  await deliverAll(clients)
  expect(ben?.store().getSnapshot().state?.annotations.get(A)?.status).toBe('deleted')
})

test('steps of one gesture are undone together', async () => {
  const { clients } = await people('ann')
  const store = clients[0]?.store()
  store?.change([create()])
  for (const x of [11, 12, 13]) store?.change([{ type: 'update', annotationId: A, patch: { shape: { ...BOX, x } } }], 'nudge a')
  store?.undo()
  expect(store?.getSnapshot().state?.annotations.get(A)?.shape).toEqual(BOX)
  store?.redo()
  expect(store?.getSnapshot().state?.annotations.get(A)?.shape).toMatchObject({ x: 13 })
})

test('undo does not overwrite what somebody else made of it since, and says so', async () => {
  const { server, clients } = await people('ann', 'ben')
  const [ann, ben] = clients
  ann?.store().change([create()])
  ann?.store().change([relabel('WBC')])
  await deliverAll(clients)
  ben?.store().change([relabel('Platelets')])
  await deliverAll(clients)
  ann?.store().undo()
  await deliverAll(clients)
  expect(server.state().annotations.get(A)?.label).toBe('Platelets')
  expect(ann?.store().getSnapshot().remark).toContain('somebody else')
})

test('a browser that keeps nothing says so once', async () => {
  const { clients } = await people('ann')
  expect(clients[0]?.store().getSnapshot().remark).toContain('keeps no data')
  clients[0]?.store().dismissRemark()
  expect(clients[0]?.store().getSnapshot().remark).toBeNull()
})
