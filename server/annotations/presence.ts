import type { AssetId } from '#shared/domain/ids.ts'
import type { CommandPayload, Presence } from '#shared/events.ts'
import type { AppServer, Sender } from '../wire/handle.ts'
import { assetOfRoom, assetRoom } from '../wire/rooms.ts'

/** Everybody's pointers on an asset go out together, at most this often. */
const TELL_EVERY_MS = 50

/** Who holds a shape and does not move for this long has put it down for everybody else: asleep, or called away. */
const HAND_TIRES_AFTER_MS = 20_000

/**
 * Who is on which asset, as this server's connections say. One entry per tab; it goes when the tab leaves the asset's room, for
 * whatever reason.
 */
export function createPresence(io: AppServer) {
  const people = new Map<AssetId, Map<string, Presence>>()
  const due = new Map<AssetId, NodeJS.Timeout>()
  const hands = new Map<string, NodeJS.Timeout>()

  function tell(assetId: AssetId): void {
    if (due.has(assetId)) return
    const timer = setTimeout(() => {
      due.delete(assetId)
      const present = [...(people.get(assetId)?.values() ?? [])]
      io.to(assetRoom(assetId)).emit('presence:changed', { assetId, people: present })
    }, TELL_EVERY_MS)
    due.set(assetId, timer.unref())
  }

  function put(assetId: AssetId, presence: Presence): void {
    const { sessionId, holding } = presence
    const here = people.get(assetId) ?? new Map<string, Presence>()
    people.set(assetId, here.set(sessionId, presence))
    clearTimeout(hands.get(sessionId))
    if (holding) hands.set(sessionId, setTimeout(() => put(assetId, { ...presence, holding: null }), HAND_TIRES_AFTER_MS).unref())
    else hands.delete(sessionId)
    tell(assetId)
  }

  function leave(room: string, sessionId: string): void {
    const assetId = assetOfRoom(room)
    const here = assetId === null ? undefined : people.get(assetId)
    if (assetId === null || !here?.delete(sessionId)) return
    if (here.size === 0) people.delete(assetId)
    clearTimeout(hands.get(sessionId))
    hands.delete(sessionId)
    tell(assetId)
  }
  const { adapter } = io.of('/')
  adapter.on('leave-room', leave)

  return {
    /** Somebody opened an asset; where they are is known already when it was only opened again. */
    enter({ user, socket }: Sender, assetId: AssetId): void {
      const fresh = { ...nameOf(user), sessionId: socket.id, pointer: null, selection: [], tool: null, holding: null }
      put(assetId, people.get(assetId)?.get(socket.id) ?? fresh)
    },
    /** Where somebody who has the asset open is now. */
    update({ user, socket }: Sender, { assetId, ...place }: CommandPayload<'presence:update'>): void {
      if (people.get(assetId)?.has(socket.id)) put(assetId, { ...nameOf(user), sessionId: socket.id, ...place })
    },
    close(): void {
      adapter.off('leave-room', leave)
      for (const timer of [...due.values(), ...hands.values()]) clearTimeout(timer)
    },
  }
}
export type PresenceBoard = ReturnType<typeof createPresence>

const nameOf = ({ id, name, color }: Sender['user']) => ({ userId: id, name, color })
