import { useEffect, useState, useSyncExternalStore } from 'react'
import type { AssetId, UserId } from '#shared/domain/ids.ts'
import { randomHex } from '#shared/random-id.ts'
import { type AnnotationSessions, createAnnotationSessions } from '../annotations/annotation-sessions.ts'
import type { AnnotationSnapshot, AnnotationStore } from '../annotations/annotation-store.ts'
import { openOutbox } from '../annotations/browser-outbox.ts'
import { createSocketTransport } from '../annotations/socket-transport.ts'
import { announceTab } from '../annotations/tab-presence.ts'

const TAB_ID_BYTES = 8

// One per person and tab, like the socket: what waits to be sent must outlive every page and every read from the server.
const opened = new Map<UserId, Promise<AnnotationSessions>>()

/** The tab's open assets; null while the outbox opens. What earlier pages left is sent first. */
export function useAnnotationSessions(userId: UserId): AnnotationSessions | null {
  const [tab, setTab] = useState<AnnotationSessions | null>(null)
  useEffect(() => {
    let isGone = false
    const opening = opened.get(userId) ?? openSessions(userId)
    opened.set(userId, opening)
    void opening.then((ready) => !isGone && setTab(ready))
    return () => {
      isGone = true
    }
  }, [userId])
  useEffect(() => {
    if (!tab) return
    const warn = (event: BeforeUnloadEvent) => {
      if (tab.isAtRisk()) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [tab])
  return tab
}

async function openSessions(userId: UserId): Promise<AnnotationSessions> {
  const tabId = randomHex(TAB_ID_BYTES)
  announceTab(tabId)
  const outbox = await openOutbox(userId, tabId)
  const sessions = createAnnotationSessions({ userId, outbox, transport: createSocketTransport(userId) })
  // What it cannot read now it reads when the page is opened again.
  sessions.recover().catch((error: unknown) => console.warn('What earlier pages left could not be read', error))
  return sessions
}

/** The store of an asset, once it is open (or cannot be opened); until then the one before, so that nothing flickers. */
export function useAnnotationStore(sessions: AnnotationSessions | null, assetId: AssetId): AnnotationStore | null {
  const [ready, setReady] = useState<AnnotationStore | null>(null)
  useEffect(() => {
    if (!sessions) return
    const store = sessions.acquire(assetId)
    const showWhenOpen = () => {
      const { state, failure } = store.getSnapshot()
      if (state || failure) setReady(store)
    }
    const stop = store.subscribe(showWhenOpen)
    showWhenOpen()
    return () => {
      stop()
      sessions.release(assetId)
    }
  }, [sessions, assetId])
  return ready
}

/** What a store holds, kept up to date. */
export const useSnapshot = (store: AnnotationStore | null): AnnotationSnapshot | null =>
  useSyncExternalStore(store?.subscribe ?? subscribeToNothing, store?.getSnapshot ?? nothing)

const subscribeToNothing = () => () => {}
const nothing = () => null
