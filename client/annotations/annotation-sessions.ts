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
    void drained(session.store).then(() => {
      if (session.users > 0 || open.get(assetId) !== session) return
      open.delete(assetId)
      session.store.close()
    })
  }

  return {
    acquire,
    release,
    /** Sends what earlier pages left behind, one asset after the other. */
    async recover() {
      for (const assetId of await deps.outbox.leftovers()) {
        await drained(acquire(assetId))
        release(assetId)
      }
    },
    /** Changes of all open assets that are not durable yet. */
    waiting: () => [...open.values()].reduce((sum, { store }) => sum + store.getSnapshot().save.waiting, 0),
    /** Whether something would be lost with the page. */
    isAtRisk: () => [...open.values()].some(({ store }) => store.isAtRisk()),
  }
}

// Resolves when nothing of an asset waits any more, or it turned out that it cannot be opened.
function drained(store: AnnotationStore): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      const { save, state, failure } = store.getSnapshot()
      if (save.waiting > 0 || (state === null && failure === null)) return
      stop()
      resolve()
    }
    const stop = store.subscribe(check)
    check()
  })
}
