import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { CommandInput, Commit, Presence } from '#shared/events.ts'
import type { Neighbour } from '../canvas/neighbours.ts'
import { onNotice, request, socket } from '../socket.ts'
import { MODEL_STAYS_MS, modelAtWork } from './model-at-work.ts'

export { isModel } from './model-at-work.ts'

/** The others hear of this pointer at most this often. */
const TELL_EVERY_MS = 50

type Place = Omit<CommandInput<'presence:update'>, 'assetId'>
const NOWHERE: Place = { pointer: null, selection: [], tool: null, holding: null }

export interface PresenceLine {
  /** Tells the others what changed about this person, gathered into few messages. */
  tell(change: Partial<Place>): void
  readonly others: { subscribe(listener: () => void): () => void; get(): readonly Neighbour[] }
}

/** Who else is on this asset, and the line on which they hear of us. */
export function usePresence(assetId: AssetId): PresenceLine {
  const line = useMemo(() => createPresenceLine(assetId), [assetId])
  useEffect(() => line.listen(), [line])
  return line
}

/** The others, for components that show them. */
export const useOthers = ({ others }: PresenceLine): readonly Neighbour[] => useSyncExternalStore(others.subscribe, others.get)

function createPresenceLine(assetId: AssetId) {
  let place = NOWHERE
  let people: readonly Neighbour[] = []
  let model: Neighbour | null = null
  let others: readonly Neighbour[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  let modelTimer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  function send() {
    timer = null
    if (socket.connected) void request('presence:update', { assetId, ...place })
  }
  function tell(change: Partial<Place>) {
    place = { ...place, ...change }
    timer ??= setTimeout(send, TELL_EVERY_MS)
  }
  function show() {
    const next = model ? [...people, model] : people
    if (next.length === 0 && others.length === 0) return
    others = next
    for (const listener of listeners) listener()
  }
  function hear(notice: { assetId: AssetId; people: Presence[] }) {
    if (notice.assetId !== assetId) return
    const own = notice.people.find(({ sessionId }) => sessionId === socket.id)
    // After a lost connection the server knows only that we are here.
    if (own && own.tool !== place.tool) tell({})
    people = notice.people.filter((one) => one !== own)
    show()
  }
  function hearModel(commit: Commit) {
    const atWork = commit.assetId === assetId ? modelAtWork(commit) : null
    if (!atWork) return
    model = atWork
    clearTimeout(modelTimer)
    modelTimer = setTimeout(leaveModel, MODEL_STAYS_MS)
    show()
  }
  function leaveModel() {
    model = null
    show()
  }
  // Whoever cannot hear the others must not wait for them to put something down.
  function forget() {
    people = []
    show()
  }

  return {
    tell,
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
      const stops = [onNotice('presence:changed', hear), onNotice('asset:changed', hearModel)]
      socket.on('disconnect', forget)
      return () => {
        for (const stop of stops) stop()
        socket.off('disconnect', forget)
        clearTimeout(modelTimer)
        if (timer) clearTimeout(timer)
        timer = null
      }
    },
  }
}
