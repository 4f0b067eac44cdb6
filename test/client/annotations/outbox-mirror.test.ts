import { expect, test } from 'vitest'
import { createAnnotationStore } from '#client/annotations/annotation-store.ts'
import { createMemoryOutbox, type Outbox } from '#client/annotations/outbox.ts'
import type { AnnotationId, UserId } from '#shared/domain/ids.ts'
import { settled } from './client.ts'
import { ASSET, createSimulatedServer } from './simulated-server.ts'
import { createUnreliableLine } from './unreliable-network.ts'

const ANN = 'ann' as UserId
const drawing = (id: string) =>
  ({
    type: 'create',
    annotationId: id as AnnotationId,
    label: 'RBC',
    shape: { kind: 'box', x: 1, y: 1, width: 5, height: 5 },
    attributes: {},
    status: 'draft',
  }) as const

/** A browser whose disk is full while `isFull` says so. */
function aBrowser(isFull: () => boolean) {
  const server = createSimulatedServer()
  const line = createUnreliableLine(server, ANN)
  const memory = createMemoryOutbox()
  const refuse = async () => {
    if (isFull()) throw new DOMException('The disk is full', 'QuotaExceededError')
  }
  const outbox: Outbox = {
    ...memory,
    isDurable: true,
    adopt: (assetId) => refuse().then(() => memory.adopt(assetId)),
    keep: (assetId, kept) => refuse().then(() => memory.keep(assetId, kept)),
  }
  const store = createAnnotationStore({ assetId: ASSET, userId: ANN, transport: line.transport, outbox })
  const deliver = async () => {
    await settled()
    while (!line.isIdle()) {
      line.deliver(0)
      await settled()
    }
  }
  return { server, line, outbox, store, deliver }
}

test('a full disk is said, the work goes on, and the page asks before it closes', async () => {
  const { server, line, store, deliver } = aBrowser(() => true)
  await deliver()
  line.cut()
  store.change([drawing('a')])
  await store.kept()
  expect(store.getSnapshot().remark).toContain('could not keep')
  expect(store.isAtRisk()).toBe(true)
  line.mend()
  await deliver()
  expect(server.state().annotations.size).toBe(1)
  expect(store.isAtRisk()).toBe(false)
  store.close()
})

test('what a full disk refused is kept with the next change that it takes', async () => {
  let isFull = true
  const { line, outbox, store, deliver } = aBrowser(() => isFull)
  await deliver()
  line.cut()
  store.change([drawing('a')])
  await store.kept()
  isFull = false
  store.change([drawing('b')])
  await store.kept()
  expect(store.isAtRisk()).toBe(false)
  expect((await outbox.adopt(ASSET)).map(({ operation }) => operation.type === 'create' && operation.annotationId)).toEqual([
    'a',
    'b',
  ])
  store.close()
})
