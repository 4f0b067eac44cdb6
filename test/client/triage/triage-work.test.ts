import { expect, test } from 'vitest'
import { createAnnotationSessions } from '#client/annotations/annotation-sessions.ts'
import { createMemoryOutbox } from '#client/annotations/outbox.ts'
import { createTriageWork } from '#client/triage/triage-work.ts'
import type { AnnotationId, UserId } from '#shared/domain/ids.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import { suggesting } from '../../support/operations.ts'
import { settled } from '../annotations/client.ts'
import { ASSET, createSimulatedServer, type SimulatedServer } from '../annotations/simulated-server.ts'
import { createUnreliableLine } from '../annotations/unreliable-network.ts'

const MODEL = 'model' as UserId

/** A server with three suggestions on one image. */
function aServer(shape: 'box' | 'whole' = 'box') {
  const server = createSimulatedServer()
  const box = { kind: 'box', x: 10, y: 10, width: 20, height: 20 } as const
  const made = ['a', 'b', 'c'].map((id) =>
    suggesting({ annotationId: id as AnnotationId, shape: shape === 'box' ? box : { kind: 'whole' } }),
  )
  server.commit(MODEL, made)
  const items = [...server.state().annotations.values()].map(
    (annotation): SuggestionItem => ({
      annotation,
      asset: { id: ASSET, name: 'one.jpg', width: 640, height: 480, status: 'suggested' },
    }),
  )
  return { server, items }
}

function aPerson(server: SimulatedServer, items: readonly SuggestionItem[], { name = 'ann', mayReview = true } = {}) {
  const line = createUnreliableLine(server, name as UserId)
  const sessions = createAnnotationSessions({ userId: name as UserId, transport: line.transport, outbox: createMemoryOutbox() })
  const work = createTriageWork({
    sessions,
    mayReview,
    isConnected: () => line.transport.connection() === 'connected',
    now: () => 0,
  })
  work.list(items)
  const deliver = async () => {
    await settled()
    while (!line.isIdle()) {
      line.deliver(0)
      await settled()
    }
  }
  /** Does something and lets all of its messages pass. */
  const through = async (act: Promise<unknown>) => {
    await deliver()
    await act
    await deliver()
  }
  return { line, work, deliver, through }
}

const statuses = (server: SimulatedServer) =>
  Object.fromEntries([...server.state().annotations.values()].map(({ id, status }) => [id, status]))

test('a decision is an ordinary change of its image, and one step of undo', async () => {
  const { server, items } = aServer()
  const { work, through } = aPerson(server, items)
  await through(work.decide(items.slice(0, 2), { type: 'accept' }))
  await through(work.decide(items.slice(2), { type: 'reject' }))
  expect(statuses(server)).toEqual({ a: 'approved', b: 'approved', c: 'rejected' })
  await through(work.undo())
  expect(statuses(server)).toEqual({ a: 'approved', b: 'approved', c: 'suggested' })
  await through(work.undo())
  expect(statuses(server)).toEqual({ a: 'suggested', b: 'suggested', c: 'suggested' })
  await through(work.redo())
  expect(statuses(server)).toEqual({ a: 'approved', b: 'approved', c: 'suggested' })
  expect(work.state.getState().save).toEqual({ kind: 'saved', waiting: 0 })
})

test('what an annotator accepts waits for a review', async () => {
  const { server, items } = aServer()
  const { work, through } = aPerson(server, items, { mayReview: false })
  await through(work.decide(items, { type: 'relabel', label: 'dog' }))
  expect([...server.state().annotations.values()].map(({ status, label }) => [status, label])).toEqual([
    ['draft', 'dog'],
    ['draft', 'dog'],
    ['draft', 'dog'],
  ])
  await through(work.close())
  expect(server.state().status).toBe('review')
})

test('of the classes proposed for a whole image one is left', async () => {
  const { server, items } = aServer('whole')
  const { work, through } = aPerson(server, items)
  await through(work.decide(items.slice(0, 1), { type: 'relabel', label: 'dog' }))
  expect(Object.values(statuses(server)).sort()).toEqual(['approved', 'rejected', 'rejected'])
  await through(work.undo())
  expect(Object.values(statuses(server))).toEqual(['suggested', 'suggested', 'suggested'])
})

test('what somebody else decided fades here too, and is passed over', async () => {
  const { server, items } = aServer()
  const [ann, bob] = [aPerson(server, items), aPerson(server, items, { name: 'bob' })]
  ann.work.prepare([ASSET])
  await ann.deliver()
  await bob.through(bob.work.decide(items.slice(0, 1), { type: 'reject' }))
  await ann.deliver()
  expect(ann.work.state.getState().seen.get('a' as AnnotationId)).toMatchObject({ status: 'rejected', changedBy: 'bob' })
  await ann.through(ann.work.decide(items, { type: 'accept' }))
  expect(statuses(server)).toEqual({ a: 'rejected', b: 'approved', c: 'approved' })
  expect(ann.work.state.getState().note).toContain('decided by somebody else first')
})

test('a decision that came second is refused, says so, and can be kept all the same', async () => {
  const { server, items } = aServer()
  const [ann, bob] = [aPerson(server, items), aPerson(server, items, { name: 'bob' })]
  ann.work.prepare([ASSET])
  await ann.deliver()
  await bob.through(bob.work.decide(items.slice(0, 1), { type: 'reject' }))
  await ann.through(ann.work.decide(items.slice(0, 1), { type: 'accept' }))
  const [refused] = ann.work.state.getState().refused
  expect(refused).toMatchObject({ assetId: ASSET, conflict: { target: 'a', code: 'stale' } })
  ann.work.settle(ASSET, 'a' as AnnotationId, true)
  await ann.deliver()
  expect(statuses(server).a).toBe('approved')
  expect(ann.work.state.getState().refused).toEqual([])
})

test('undo leaves alone what somebody else has changed since', async () => {
  const { server, items } = aServer()
  const ann = aPerson(server, items)
  await ann.through(ann.work.decide(items, { type: 'accept' }))
  server.commit('bob' as UserId, [
    { id: 'op_bob' as never, type: 'update', annotationId: 'b' as AnnotationId, base: 2, patch: { status: 'deleted' } },
  ])
  await ann.deliver()
  await ann.through(ann.work.undo())
  expect(statuses(server)).toEqual({ a: 'suggested', b: 'deleted', c: 'suggested' })
  expect(ann.work.state.getState().note).toContain('somebody else has changed it since: 1')
})

test('an image whose suggestions are all decided can be approved from here, and that undone', async () => {
  const { server, items } = aServer()
  const { work, through } = aPerson(server, items)
  await through(work.decide(items.slice(1), { type: 'accept' }))
  expect(work.state.getState().complete).toEqual([])
  await through(work.decide(items.slice(0, 1), { type: 'accept' }))
  expect(work.state.getState().complete).toEqual([ASSET])
  await through(work.close())
  expect(server.state().status).toBe('approved')
  expect(work.state.getState().complete).toEqual([])
  await through(work.undo())
  expect(server.state().status).toBe('begun')
})

test('without a connection an open image is decided and kept, one that was never opened says so', async () => {
  const { server, items } = aServer()
  const [opened, unopened] = [aPerson(server, items), aPerson(server, items, { name: 'bob' })]
  opened.work.prepare([ASSET])
  await opened.deliver()
  for (const { line } of [opened, unopened]) line.cut()
  await opened.work.decide(items, { type: 'accept' })
  expect(opened.work.state.getState().save).toEqual({ kind: 'offline', waiting: 3 })
  await unopened.work.decide(items, { type: 'accept' })
  expect(unopened.work.state.getState().note).toContain('not opened before')
  opened.line.mend()
  await opened.deliver()
  expect(statuses(server)).toEqual({ a: 'approved', b: 'approved', c: 'approved' })
})

test('all above a score are accepted page by page as one step, and a stop ends it between images', async () => {
  const { server, items } = aServer()
  const { work, through } = aPerson(server, items)
  async function* pages() {
    yield items.slice(0, 2)
    work.stop()
    yield items.slice(2)
  }
  await through(work.decideAll(pages(), 3, { type: 'accept' }))
  expect(statuses(server)).toEqual({ a: 'approved', b: 'approved', c: 'suggested' })
  expect(work.state.getState()).toMatchObject({ batch: null, note: expect.stringContaining('2 accepted, then stopped') })
  await through(work.undo())
  expect(statuses(server)).toEqual({ a: 'suggested', b: 'suggested', c: 'suggested' })
})
