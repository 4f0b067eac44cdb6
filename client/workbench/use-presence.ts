import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { CommandInput, Presence } from '#shared/events.ts'
import { onNotice, request, socket } from '../socket.ts'

/** The others hear of this pointer at most this often. */
const TELL_EVERY_MS = 50

type Place = Omit<CommandInput<'presence:update'>, 'assetId'>
const NOWHERE: Place = { pointer: null, selection: [], tool: null, holding: null }

export interface PresenceLine {
  /** Tells the others what changed about this person, gathered into few messages. */
  tell(change: Partial<Place>): void
  readonly others: { subscribe(listener: () => void): () => void; get(): readonly Presence[] }
}

/** Who else is on this asset, and the line on which they hear of us. */
export function usePresence(assetId: AssetId): PresenceLine {
  const line = useMemo(() => createPresenceLine(assetId), [assetId])
  useEffect(() => line.listen(), [line])
  return line
}

/** The others, for components that show them. */
export const useOthers = ({ others }: PresenceLine): readonly Presence[] => useSyncExternalStore(others.subscribe, others.get)

function createPresenceLine(assetId: AssetId) {
  let place = NOWHERE
  let others: readonly Presence[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  const listeners = new Set<() => void>()

  function send() {
    timer = null
    if (socket.connected) void request('presence:update', { assetId, ...place })
  }
  function hear(notice: { assetId: AssetId; people: Presence[] }) {
    if (notice.assetId !== assetId) return
    const next = notice.people.filter(({ sessionId }) => sessionId !== socket.id)
    if (next.length === 0 && others.length === 0) return
    others = next
    for (const listener of listeners) listener()
  }

  return {
    tell(change: Partial<Place>) {
      place = { ...place, ...change }
      timer ??= setTimeout(send, TELL_EVERY_MS)
    },
    others: {
      subscribe(listener: () => void) {
        listeners.add(listener)
        return () => {
          listeners.delete(listener)
        }
      },
      get: () => others,
    },
    listen() {
      const stop = onNotice('presence:changed', hear)
      return () => {
        stop()
        if (timer) clearTimeout(timer)
        timer = null
      }
    },
  }
}
