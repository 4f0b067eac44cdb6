import { session } from '#client/session.ts'
import { line } from '#client/socket.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { AssetTransport } from './asset-transport.ts'
import { transportOver } from './line-transport.ts'

/**
 * The annotation store's way to the server over the tab's socket, for one person: while somebody else sits here it is signed out, so
 * that nobody sends what another person drew.
 */
export const createSocketTransport = (userId: UserId): AssetTransport =>
  transportOver(line, {
    isMe() {
      const { kind, user } = session.getState().state
      return kind === 'signed-in' && user.id === userId
    },
    subscribe: (listener) => session.subscribe(listener),
  })
