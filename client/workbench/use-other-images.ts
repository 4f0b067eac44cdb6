import { useEffect, useMemo, useRef } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { AnnotationSessions } from '../annotations/annotation-sessions.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'

/** Images that were given something stay open, so that it can be undone there; no more than these. */
const MOST_HELD = 3

/** Opens the labels of an image without going there; null while nothing can be opened. */
export type OpenAsset = (assetId: AssetId) => Promise<AnnotationStore> | null
/** Opens the next image of the journey without going there; null where there is none. */
export type OpenNext = () => Promise<AnnotationStore> | null

/** Other images, for acts that reach over to them. What they did there stays undoable until the workbench is left. */
export function useOtherImages(
  sessions: AnnotationSessions | null,
  nextId: AssetId | null,
): { openAsset: OpenAsset; openNext: OpenNext } {
  const latest = useRef(nextId)
  latest.current = nextId
  const held = useRef<AssetId[]>([])

  useEffect(
    () => () => {
      for (const assetId of held.current.splice(0)) sessions?.release(assetId)
    },
    [sessions],
  )

  return useMemo(() => {
    function openAsset(assetId: AssetId): Promise<AnnotationStore> | null {
      if (!sessions) return null
      const store = sessions.acquire(assetId)
      held.current.push(assetId)
      if (held.current.length > MOST_HELD) sessions.release(held.current.shift() as AssetId)
      return opened(store)
    }
    return { openAsset, openNext: () => (latest.current ? openAsset(latest.current) : null) }
  }, [sessions])
}

// Resolves when its labels are there, or it turned out that they cannot be read.
function opened(store: AnnotationStore): Promise<AnnotationStore> {
  return new Promise((resolve) => {
    const check = () => {
      const { state, failure } = store.getSnapshot()
      if (!state && !failure) return
      stop()
      resolve(store)
    }
    const stop = store.subscribe(check)
    check()
  })
}
