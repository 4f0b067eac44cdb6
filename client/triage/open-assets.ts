import type { AssetId } from '#shared/domain/ids.ts'
import type { AnnotationSessions } from '../annotations/annotation-sessions.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'

/** Assets held open at the same time; the server allows a tab fifty, and the workbench and a batch need some. */
const MOST_HELD = 30

/** The assets whose crops are being decided: opened ahead of the hand, left once nothing of them waits. */
export function createOpenAssets(
  sessions: Pick<AnnotationSessions, 'acquire' | 'release'>,
  onChange: (store: AnnotationStore) => void,
) {
  const held = new Map<AssetId, { store: AnnotationStore; stop: () => void }>()

  function hold(assetId: AssetId): AnnotationStore {
    const known = held.get(assetId)
    if (known) {
      // Used last, left last.
      held.delete(assetId)
      held.set(assetId, known)
      return known.store
    }
    const store = sessions.acquire(assetId)
    held.set(assetId, { store, stop: store.subscribe(() => onChange(store)) })
    trim()
    onChange(store)
    return store
  }

  function trim() {
    for (const [assetId, { store }] of held) {
      if (held.size <= MOST_HELD) return
      const { save, conflicts } = store.getSnapshot()
      if (save.waiting === 0 && conflicts.length === 0) letGo(assetId)
    }
  }

  function letGo(assetId: AssetId) {
    held.get(assetId)?.stop()
    held.delete(assetId)
    sessions.release(assetId)
  }

  return {
    hold,
    stores: (): AnnotationStore[] => [...held.values()].map(({ store }) => store),
    letAllGo() {
      for (const assetId of [...held.keys()]) letGo(assetId)
    },
  }
}

/** Resolves once an asset is open; false where it cannot be opened. */
export function opened(store: AnnotationStore): Promise<boolean> {
  return when(store, ({ state, failure }) => (state ? true : failure ? false : null))
}

/** Resolves once everything of an asset is durable. */
export const durable = (store: AnnotationStore): Promise<boolean> => when(store, ({ save }) => (save.waiting === 0 ? true : null))

function when(
  store: AnnotationStore,
  look: (snapshot: ReturnType<AnnotationStore['getSnapshot']>) => boolean | null,
): Promise<boolean> {
  return new Promise((resolve) => {
    const check = () => {
      const seen = look(store.getSnapshot())
      if (seen === null) return
      stop()
      resolve(seen)
    }
    const stop = store.subscribe(check)
    check()
  })
}
