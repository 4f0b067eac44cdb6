import type { Store } from '../store/store.ts'
import type { AppServer } from '../wire/handle.ts'
import { assetRoom, userRoom } from '../wire/rooms.ts'

/**
 * Tells everybody who has the asset open, and everybody who is named, that somebody said something. It listens to the database, so
 * that what was said on another server is heard here too; nothing is ever removed from it, only marked.
 */
export function tellComments({ store, io }: { store: Pick<Store, 'watch'>; io: AppServer }) {
  const stream = store.watch('comments', ({ row }) => {
    if (!row) return
    const { projectId, assetId, mentioned } = row
    io.local.to([assetRoom(assetId), ...mentioned.map(userRoom)]).emit('comments:changed', { projectId, assetId })
  })
  return { ready: stream.ready, close: () => stream.end() }
}
