import type { AssetId, UserId } from '#shared/domain/ids.ts'
import { type AnnotationStore, createAnnotationStore } from './annotation-store.ts'
import type { AssetTransport } from './asset-transport.ts'
import type { Outbox } from './outbox.ts'

export interface SessionDeps {
  readonly userId: UserId
  readonly transport: AssetTransport
  readonly outbox: Outbox
}
export type AnnotationSessions = ReturnType<typeof createAnnotationSessions>

/** The assets this tab has open. One that is left stays open until everything of it is durable. */
export function createAnnotationSessions(deps: SessionDeps) {
  const open = new Map<AssetId, { store: AnnotationStore; users: number }>()

  function acquire(assetId: AssetId): AnnotationStore {
    const session = open.get(assetId) ?? { store: createAnnotationStore({ ...deps, assetId }), users: 0 }
    session.users++
    open.set(assetId, session)
    return session.store
  }

  function release(assetId: AssetId) {
    const session = open.get(assetId)
    if (!session) return
    session.users--
    const closeWhenDone = () => {
      const { save, state, failure } = session.store.getSnapshot()
      const isDone = save.waiting === 0 && (state !== null || failure !== null)
      if (session.users > 0 || !isDone || open.get(assetId) !== session) return
      stop()
      open.delete(assetId)
      session.store.close()
    }
    const stop = session.store.subscribe(closeWhenDone)
    closeWhenDone()
  }

  return {
    acquire,
    release,
    /** Sends what earlier pages left behind, for every asset. */
    async recover() {
      for (const assetId of await deps.outbox.leftovers()) {
        acquire(assetId)
        release(assetId)
      }
    },
    /** Changes of all open assets that are not durable yet. */
    waiting: () => [...open.values()].reduce((sum, { store }) => sum + store.getSnapshot().save.waiting, 0),
  }
}
