import { useEffect, useMemo, useRef } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { AnnotationSessions } from '../annotations/annotation-sessions.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'

/** Images that were given something stay open, so that it can be undone there; no more than these. */
const MOST_HELD = 3

/** Opens the next image of the journey without going there; null where there is none. */
export type OpenNext = () => Promise<AnnotationStore> | null

/** The next image, for acts that reach over to it. What they did there stays undoable until the workbench is left. */
export function useNextImage(sessions: AnnotationSessions | null, nextId: AssetId | null): OpenNext {
  const latest = useRef(nextId)
  latest.current = nextId
  const held = useRef<AssetId[]>([])

  useEffect(
    () => () => {
      for (const assetId of held.current.splice(0)) sessions?.release(assetId)
    },
    [sessions],
  )

  return useMemo(
    () => () => {
      const assetId = latest.current
      if (!sessions || !assetId) return null
      const store = sessions.acquire(assetId)
      held.current.push(assetId)
      if (held.current.length > MOST_HELD) sessions.release(held.current.shift() as AssetId)
      return opened(store)
    },
    [sessions],
  )
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
