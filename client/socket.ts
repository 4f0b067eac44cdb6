import { io, type Socket } from 'socket.io-client'
import type { ClientEvents, CommandInput, CommandName, CommandReply, NoticeName, ServerEvents } from '#shared/events.ts'
import type { Result } from '#shared/result.ts'
import { session } from './session.ts'

const ACKNOWLEDGE_WITHIN_MS = 15_000
const RECONNECT_AT_MOST_MS = 3_000

/** The tab's one connection: websocket only, the session's cookie signs it in. Connected from sign-in to sign-out. */
export const socket: Socket<ServerEvents, ClientEvents> = io({
  transports: ['websocket'],
  autoConnect: false,
  reconnectionDelay: 300,
  reconnectionDelayMax: RECONNECT_AT_MOST_MS,
})

socket.on('connect_error', (error) => {
  const { data } = error as Error & { data?: { code?: string } }
  if (data?.code === 'unauthenticated' || error.message === 'unauthenticated') session.getState().expire()
})

// The server ends a connection whose session is over: asking again tells whether that is so.
socket.on('disconnect', (reason) => {
  if (reason === 'io server disconnect' && session.getState().state.kind === 'signed-in') socket.connect()
})

/** Sends a command and waits for its acknowledgement; a silent or lost server is the failure `unavailable`. */
export async function request<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<Result<CommandReply<K>>> {
  const result = await acknowledged<K>(name, payload).catch(() => UNREACHABLE)
  if (!result.ok && result.error.code === 'unauthenticated') session.getState().expire()
  return result
}

/** Listens to a notice; the returned function stops it. */
export function onNotice<K extends NoticeName>(name: K, listener: ServerEvents[K]): () => void {
  // Socket.IO's types cannot follow a generic event name; the tables in shared/events.ts keep both sides equal.
  const untyped = socket as unknown as { on: Listen; off: Listen }
  untyped.on(name, listener)
  return () => untyped.off(name, listener)
}

type Listen = (name: string, listener: unknown) => void

const UNREACHABLE = { ok: false, error: { code: 'unavailable', message: 'The server cannot be reached' } } as const

function acknowledged<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<Result<CommandReply<K>>> {
  const waiting = socket.timeout(ACKNOWLEDGE_WITHIN_MS) as unknown as {
    emitWithAck(event: string, data: unknown): Promise<Result<CommandReply<K>>>
  }
  return waiting.emitWithAck(name, payload)
}
