import type { AssetId, UserId } from '#shared/domain/ids.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AppServer } from '../wire/handle.ts'
import { assetRoom } from '../wire/rooms.ts'

export interface VanishedDeps {
  readonly io: AppServer
  readonly reserving: { lapse(userId: UserId, assetId: AssetId): Promise<void> }
  readonly log: Log
}

/**
 * When a connection ends without a word, its person's reservations last only a moment longer, unless another of their tabs has the
 * asset open. A tab that comes back opens its assets again, which prolongs them.
 */
export function followVanished({ io, reserving, log }: VanishedDeps): void {
  const { adapter, sockets } = io.of('/')
  const hasOpen = (userId: UserId, assetId: AssetId) =>
    [...(adapter.rooms.get(assetRoom(assetId)) ?? [])].some((id) => sockets.get(id)?.data.user.id === userId)

  io.on('connection', (socket) => {
    socket.on('disconnect', () => {
      const { user, open } = socket.data
      const left = [...open.keys()].filter((assetId) => !hasOpen(user.id, assetId))
      Promise.all(left.map((assetId) => reserving.lapse(user.id, assetId))).catch((error) =>
        log.warn({ error: messageOf(error) }, 'a reservation lasts its full time'),
      )
    })
  })
}
