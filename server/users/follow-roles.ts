import type { UserId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import type { Store } from '../store/store.ts'
import type { AppServer, AppSocket } from '../wire/handle.ts'
import { assetRoom, projectOfRoom, userRoom } from '../wire/rooms.ts'
import type { Authentication } from './authenticate.ts'
import { toUser } from './user-records.ts'

export interface FollowDeps {
  readonly store: Pick<Store, 'watch'>
  readonly io: AppServer
  readonly authentication: Pick<Authentication, 'forget'>
}

/**
 * Lets every change of a person take effect on their open connections at once, whichever server it was made on. Who signs out is
 * signed out in all tabs of that session.
 */
export function followRoles({ store, io, authentication }: FollowDeps) {
  const stream = store.watch('users', ({ id, row }) => {
    authentication.forget()
    const sockets = socketsOf(io, id as UserId)
    if (!row) for (const socket of sockets) socket.disconnect(true)
    else for (const socket of sockets) adopt(socket, toUser(row))
  })
  const ended = store.watch('secrets', ({ type, id }) => {
    if (type !== 'delete') return
    authentication.forget()
    for (const socket of io.of('/').sockets.values()) if (socket.data.secretId === id) socket.disconnect(true)
  })
  const streams = [stream, ended]
  return {
    ready: Promise.all(streams.map(({ ready }) => ready)),
    close: () => Promise.all(streams.map((one) => one.end())),
  }
}

function adopt(socket: AppSocket, user: User): void {
  socket.data.user = user
  for (const [assetId, { projectId }] of socket.data.open)
    if (!may(user, 'project:view', projectId)) {
      socket.data.open.delete(assetId)
      void socket.leave(assetRoom(assetId))
    }
  for (const room of socket.rooms) {
    const projectId = projectOfRoom(room)
    if (projectId !== null && !may(user, 'project:view', projectId)) void socket.leave(room)
  }
}

function socketsOf(io: AppServer, id: UserId): AppSocket[] {
  const { adapter, sockets } = io.of('/')
  return [...(adapter.rooms.get(userRoom(id)) ?? [])].flatMap((socketId) => sockets.get(socketId) ?? [])
}
