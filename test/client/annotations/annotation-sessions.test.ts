import { expect, test } from 'vitest'
import { createAnnotationSessions } from '#client/annotations/annotation-sessions.ts'
import { createMemoryOutbox } from '#client/annotations/outbox.ts'
import type { AnnotationId, OperationId, UserId } from '#shared/domain/ids.ts'
import { settled } from './client.ts'
import { ASSET, createSimulatedServer } from './simulated-server.ts'
import { createUnreliableLine } from './unreliable-network.ts'

const ANN = 'ann' as UserId
const drawn = {
  type: 'create',
  annotationId: 'a' as AnnotationId,
  label: 'RBC',
  shape: { kind: 'box', x: 1, y: 1, width: 5, height: 5 },
  attributes: {},
  status: 'draft',
} as const

function aTab() {
  const server = createSimulatedServer()
  const line = createUnreliableLine(server, ANN)
  const outbox = createMemoryOutbox()
  const sessions = createAnnotationSessions({ userId: ANN, transport: line.transport, outbox })
  const deliver = async () => {
    await settled()
    while (!line.isIdle()) {
      line.deliver(0)
      await settled()
    }
  }
  return { server, line, outbox, sessions, deliver }
}

test('an asset that is left stays open until everything of it is durable', async () => {
  const { server, line, sessions, deliver } = aTab()
  const store = sessions.acquire(ASSET)
  await deliver()
  line.cut()
  store.change([drawn])
  sessions.release(ASSET)
  await settled()
  expect(sessions.waiting()).toBe(1)
  line.mend()
  await deliver()
  expect(server.log).toHaveLength(1)
  expect(sessions.waiting()).toBe(0)
})

test('who comes back before that finds the same work', async () => {
  const { line, sessions, deliver } = aTab()
  const store = sessions.acquire(ASSET)
  await deliver()
  line.cut()
  store.change([drawn])
  sessions.release(ASSET)
  expect(sessions.acquire(ASSET)).toBe(store)
  line.mend()
  await deliver()
  store.change([{ type: 'update', annotationId: drawn.annotationId, patch: { label: 'WBC' } }])
  await deliver()
  expect(store.getSnapshot().save).toEqual({ kind: 'saved', waiting: 0 })
  store.close()
})

test('what an earlier page left behind is sent without anybody opening the asset', async () => {
  const { server, outbox, sessions, deliver } = aTab()
  await outbox.keep(ASSET, [{ operation: { ...drawn, id: 'op_left' as OperationId }, refusal: null }])
  const recovered = sessions.recover()
  await deliver()
  await recovered
  expect(server.hasApplied('op_left' as OperationId)).toBe(true)
})
