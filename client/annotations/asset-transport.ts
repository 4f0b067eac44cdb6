import type { AssetId } from '#shared/domain/ids.ts'
import type { CommandReply, Commit } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import type { Result } from '#shared/result.ts'

/** Thrown by a transport when the answer did not come: nobody knows whether the server acted. */
export class ConnectionLost extends Error {}

export type Connection = 'connected' | 'offline' | 'signed-out'

/** The way to the server, as the annotation store needs it. Requests reject with ConnectionLost only. */
export interface AssetTransport {
  connection(): Connection
  open(assetId: AssetId, since?: number): Promise<Result<CommandReply<'asset:open'>>>
  commit(assetId: AssetId, operations: readonly Operation[]): Promise<Result<CommandReply<'annotation:commit'>>>
  close(assetId: AssetId): void
  /** Calls the listener with every commit that lands on an open asset; returns how to stop. */
  onCommit(listener: (commit: Commit) => void): () => void
  /** Calls the listener whenever the connection comes or goes; returns how to stop. */
  onConnection(listener: (connection: Connection) => void): () => void
}
