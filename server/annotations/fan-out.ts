import type { CommitRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { AppServer } from '../wire/handle.ts'
import { assetRoom } from '../wire/rooms.ts'

export interface FanOutDeps {
  readonly store: Pick<Store, 'watch'>
  readonly io: AppServer
  /** For those who count: every commit of every asset, whoever made it. */
  readonly onCommit?: (commit: CommitRow) => void
}

/**
 * Tells everybody who has an asset open what was committed on it. It listens to the log itself, so that a stroke made on another
 * server and a worker's suggestions take the same way as those made here; who misses one sees a gap in the sequence and asks. Strokes
 * made here could be told without the detour: measured at the ceiling that saves the server a fifth of its work, which is not worth
 * two ways of hearing.
 */
export function createFanOut({ store, io, onCommit }: FanOutDeps) {
  const { rooms } = io.of('/').adapter
  const stream = store.watch('operations', ({ type, row }) => {
    if (type !== 'insert' || !row) return
    onCommit?.(row)
    const room = assetRoom(row.assetId)
    if (!rooms.has(room)) return
    const { assetId, sequence, userId, at, operations } = row
    io.local.to(room).emit('asset:changed', { assetId, sequence, userId, at, operations })
  })
  return { ready: stream.ready, close: () => stream.end() }
}
