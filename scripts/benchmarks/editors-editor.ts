/** One editor without a screen: the client's own annotation store, outbox and transport over a socket of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'
import { type AnnotationStore, createAnnotationStore } from '#client/annotations/annotation-store.ts'
import type { AssetTransport } from '#client/annotations/asset-transport.ts'
import { transportOver } from '#client/annotations/line-transport.ts'
import { createMemoryOutbox } from '#client/annotations/outbox.ts'
import { createSocketLine, type LineSocket } from '#client/socket-line.ts'
import type { AssetId, OperationId, UserId } from '#shared/domain/ids.ts'
import type { CommandReply } from '#shared/events.ts'

const RECONNECT_MS = 10
const RECONNECT_AT_MOST_MS = 60
const LOOK_EVERY_MS = 2
const OPENED_WITHIN_MS = 30_000

export interface Editor {
  store(): AnnotationStore
  /** Operations that this editor was told are durable. */
  readonly acknowledged: ReadonlySet<OperationId>
  /** Resolves when the asset is open. */
  opened(): Promise<void>
  /** The connection dies in the middle of whatever is on its way; it comes back by itself. */
  cut(): void
  /** The page dies and is opened again; only the outbox is left of it. */
  reload(): Promise<void>
  /** What the server says the asset is. */
  ask(assetId: AssetId): Promise<CommandReply<'asset:open'> | null>
  close(): void
}

/** Opens an asset as a person with a token. */
export async function openEditor({
  address,
  person,
  assetId,
}: {
  address: string
  person: { id: UserId; token: string }
  assetId: AssetId
}): Promise<Editor> {
  const outbox = createMemoryOutbox()
  const acknowledged = new Set<OperationId>()
  let page = openPage()

  function openPage() {
    const socket: LineSocket = io(address, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token: person.token },
      reconnectionDelay: RECONNECT_MS,
      reconnectionDelayMax: RECONNECT_AT_MOST_MS,
    })
    const line = createSocketLine(socket, () => undefined)
    const transport = noting(transportOver(line, { isMe: () => true, subscribe: () => () => undefined }), acknowledged)
    const store = createAnnotationStore({ assetId, userId: person.id, transport, outbox })
    return { socket, line, store }
  }

  const editor: Editor = {
    store: () => page.store,
    acknowledged,
    async opened() {
      for (const deadline = Date.now() + OPENED_WITHIN_MS; page.store.getSnapshot().state === null; await sleep(LOOK_EVERY_MS))
        if (Date.now() > deadline) throw new Error(`Expected ${assetId} to open, but it did not`)
    },
    cut() {
      // Between two connections there is nothing to cut.
      if (page.socket.connected) page.socket.io.engine?.close()
    },
    async reload() {
      page.socket.disconnect()
      // A real outbox is on the disk before the page dies, or the change was never said to be kept.
      await page.store.kept()
      page.store.close()
      page = openPage()
    },
    async ask(id) {
      const answer = await page.line.request('asset:open', { assetId: id })
      return answer.ok ? answer.value : null
    },
    close() {
      page.store.close()
      page.socket.disconnect()
    },
  }
  await editor.opened()
  return editor
}

const noting = (transport: AssetTransport, acknowledged: Set<OperationId>): AssetTransport => ({
  ...transport,
  async commit(assetId, operations) {
    const answer = await transport.commit(assetId, operations)
    if (answer.ok) for (const { id, outcome } of answer.value.outcomes) if (outcome === 'applied') acknowledged.add(id)
    return answer
  },
})
