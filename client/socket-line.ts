import type { Socket } from 'socket.io-client'
import type { ClientEvents, CommandInput, CommandName, CommandReply, NoticeName, ServerEvents } from '#shared/events.ts'
import type { Result } from '#shared/result.ts'
import { t } from './i18n.ts'

const ACKNOWLEDGE_WITHIN_MS = 15_000

export type LineSocket = Socket<ServerEvents, ClientEvents>

/** Commands with their answers, and notices, over one connection. */
export interface SocketLine {
  readonly socket: LineSocket
  /** Sends a command and waits for its acknowledgement; a silent or lost server is the failure `unavailable`. */
  request<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<Result<CommandReply<K>>>
  /** Listens to a notice; the returned function stops it. */
  onNotice<K extends NoticeName>(name: K, listener: ServerEvents[K]): () => void
}

/** The line over a connection; `onUnauthenticated` hears that the server no longer knows who this is. */
export function createSocketLine(socket: LineSocket, onUnauthenticated: () => void): SocketLine {
  // Socket.IO's types cannot follow a generic event name; the tables in shared/events.ts keep both sides equal.
  const untyped = socket as unknown as { on: Listen; off: Listen }

  function acknowledged<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<Result<CommandReply<K>>> {
    const waiting = socket.timeout(ACKNOWLEDGE_WITHIN_MS) as unknown as {
      emitWithAck(event: string, data: unknown): Promise<Result<CommandReply<K>>>
    }
    return waiting.emitWithAck(name, payload)
  }

  return {
    socket,
    async request<K extends CommandName>(name: K, payload: CommandInput<K>) {
      const result = await acknowledged<K>(name, payload).catch(() => UNREACHABLE)
      if (!result.ok && result.error.code === 'unauthenticated') onUnauthenticated()
      return result
    },
    onNotice(name, listener) {
      untyped.on(name, listener)
      return () => untyped.off(name, listener)
    },
  }
}

type Listen = (name: string, listener: unknown) => void

const UNREACHABLE = { ok: false, error: { code: 'unavailable', message: t('The server cannot be reached') } } as const
