import type { SocketLine } from '#client/socket-line.ts'
import type { AssetTransport, Connection } from './asset-transport.ts'

/** Whether the person whose annotations these are is the one signed in, and how to hear that it changed. */
export interface SignedIn {
  isMe(): boolean
  subscribe(listener: () => void): () => void
}

/** The annotation store's way to the server over one connection. A lost answer comes as the failure `unavailable`. */
export function transportOver({ socket, request, onNotice }: SocketLine, signedIn: SignedIn): AssetTransport {
  const connection = (): Connection => {
    if (!signedIn.isMe()) return 'signed-out'
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
      const stop = signedIn.subscribe(tell)
      return () => {
        socket.off('connect', tell)
        socket.off('disconnect', tell)
        stop()
      }
    },
  }
}
