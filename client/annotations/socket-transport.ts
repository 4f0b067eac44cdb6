import { session } from '#client/session.ts'
import { onNotice, request, socket } from '#client/socket.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { AssetTransport, Connection } from './asset-transport.ts'

/**
 * The annotation store's way to the server over the tab's socket, for one person: while somebody else sits here it is signed out, so
 * that nobody sends what another person drew. A lost answer comes as the failure `unavailable`.
 */
export function createSocketTransport(userId: UserId): AssetTransport {
  const connection = (): Connection => {
    const { kind, user } = session.getState().state
    if (kind !== 'signed-in' || user.id !== userId) return 'signed-out'
    return socket.connected ? 'connected' : 'offline'
  }
  return {
    connection,
    open: (assetId, since) => request('asset:open', since === undefined ? { assetId } : { assetId, since }),
    commit: (assetId, operations) => request('annotation:commit', { assetId, operations: [...operations] }),
    close: (assetId) => void request('asset:close', { assetId }),
    onCommit: (listener) => onNotice('asset:changed', listener),
    onConnection(listener) {
      const tell = () => listener(connection())
      socket.on('connect', tell)
      socket.on('disconnect', tell)
      const stop = session.subscribe(tell)
      return () => {
        socket.off('connect', tell)
        socket.off('disconnect', tell)
        stop()
      }
    },
  }
}
