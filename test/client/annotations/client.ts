import { type AnnotationStore, createAnnotationStore } from '#client/annotations/annotation-store.ts'
import { createMemoryOutbox, type Outbox } from '#client/annotations/outbox.ts'
import type { OperationId, UserId } from '#shared/domain/ids.ts'
import { ASSET, type SimulatedServer } from './simulated-server.ts'
import { createUnreliableLine } from './unreliable-network.ts'

/** Lets everything run that waits for nothing from outside. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A person with a browser: a store, an outbox that outlives pages, and a line that can be cut. */
export function createClient(server: SimulatedServer, name: string) {
  const userId = name as UserId
  const line = createUnreliableLine(server, userId)
  const made = new Set<OperationId>()
  const outbox = remembering(createMemoryOutbox(), made)
  const open = () => createAnnotationStore({ assetId: ASSET, userId, transport: line.transport, outbox, now: () => 0 })
  let store: AnnotationStore = open()
  return {
    line,
    outbox,
    /** Every operation this person ever made. */
    made: made as ReadonlySet<OperationId>,
    store: () => store,
    /** The tab crashes and is opened again. */
    reload() {
      line.cut()
      store.close()
      line.mend()
      store = open()
    },
  }
}
export type Client = ReturnType<typeof createClient>

/** Delivers everything, in order, until nothing moves any more. */
export async function deliverAll(clients: readonly Client[]) {
  for (;;) {
    await settled()
    const busy = clients.filter((client) => !client.line.isIdle())
    if (busy.length === 0) return
    for (const client of busy) client.line.deliver(0)
  }
}

function remembering(outbox: Outbox, made: Set<OperationId>): Outbox {
  return {
    ...outbox,
    keep(assetId, kept) {
      for (const { operation } of kept) made.add(operation.id)
      return outbox.keep(assetId, kept)
    },
  }
}
