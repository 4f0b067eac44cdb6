import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io as connect, type Socket } from 'socket.io-client'
import { createFanOut } from '#server/annotations/fan-out.ts'
import { annotationHandlers } from '#server/annotations/handlers.ts'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createPresence } from '#server/annotations/presence.ts'
import { createTrackFollower } from '#server/annotations/tracks/follow-tracks.ts'
import { followVanished } from '#server/annotations/vanished.ts'
import { createBus } from '#server/bus.ts'
import { tellComments } from '#server/comments/tell-comments.ts'
import { createLog } from '#server/log.ts'
import { connectTracks } from '#server/pipeline.ts'
import { queueHandlers } from '#server/queue/handlers.ts'
import { createReservations } from '#server/queue/reservations.ts'
import { queuesOf } from '#server/raters/blind-work.ts'
import type { Store } from '#server/store/store.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { followRoles } from '#server/users/follow-roles.ts'
import type { AppServer } from '#server/wire/handle.ts'
import { serveSockets } from '#server/wire/sockets.ts'
import { watchHandlers } from '#server/wire/watch-project.ts'
import type { ClientEvents, CommandInput, CommandName, CommandReply, NoticeName, ServerEvents } from '#shared/events.ts'
import type { Result } from '#shared/result.ts'

/** The sockets of a server on a free port, on a database that it may share with others. */
export async function startLabelServer(store: Store) {
  const log = createLog('test', 'silent')
  const http = createServer()
  const io: AppServer = new Server(http, { transports: ['websocket'], serveClient: false })
  const bus = createBus((error) => log.error(error))
  const operations = createOperationLog({ store, bus, log })
  const tracks = createTrackFollower({ store, operations })
  connectTracks(bus, tracks.follow)
  const authentication = createAuthentication({ store })
  const presence = createPresence(io)
  const fanOut = createFanOut({ store, io })
  const roles = followRoles({ store, io, authentication })
  const telling = tellComments({ store, io })
  const reservations = createReservations({ store })
  followVanished({ io, reserving: reservations, log })
  const handlers = {
    ...annotationHandlers({ operations, presence, reserving: reservations }),
    ...queueHandlers({
      store,
      settled: operations.settled,
      queuesOf: (projectId, userId) => queuesOf(store, projectId, userId),
    }),
    ...watchHandlers,
  }
  serveSockets({ io, authenticate: authentication.ofSocket, handlers, log })
  await Promise.all([fanOut.ready, telling.ready, roles.ready])
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const clients: TestClient[] = []
  return {
    address: `http://127.0.0.1:${port}`,
    io,
    operations,
    /** A connection of somebody by their API token. */
    async connect(token: string): Promise<TestClient> {
      const client = await connectClient(`http://127.0.0.1:${port}`, { token })
      clients.push(client)
      return client
    },
    async close(): Promise<void> {
      for (const client of clients) client.socket.disconnect()
      await io.close()
      presence.close()
      await tracks.settled()
      await operations.close()
      await Promise.all([fanOut.close(), telling.close(), roles.close()])
    },
  }
}
export type LabelServer = Awaited<ReturnType<typeof startLabelServer>>

/** Somebody's tab: commands with their answers, and the notices it heard. */
export interface TestClient {
  readonly socket: Socket<ServerEvents, ClientEvents>
  send<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<Result<CommandReply<K>>>
  /** Everything heard of one notice so far, oldest first. */
  heard<N extends NoticeName>(name: N): Parameters<ServerEvents[N]>[0][]
}

/** Connects; rejects with the server's failure where it does not let in. */
export async function connectClient(
  address: string,
  auth: { token?: string },
  headers: Record<string, string> = {},
): Promise<TestClient> {
  const socket: Socket<ServerEvents, ClientEvents> = connect(address, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
    extraHeaders: headers,
  })
  const notices = new Map<string, unknown[]>()
  socket.onAny((name: string, payload: unknown) => notices.set(name, [...(notices.get(name) ?? []), payload]))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => reject((error as { data?: unknown }).data ?? error))
  })
  return {
    socket,
    // Socket.IO cannot follow that the name fixes the payload's type.
    send: (name, payload) =>
      (socket as unknown as { emitWithAck(...rest: unknown[]): Promise<never> }).emitWithAck(name, payload),
    heard: (name) => (notices.get(name) ?? []) as never,
  }
}
