import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { ClientEvents, CommandInput, CommandName, CommandReply, ServerEvents } from '#shared/events.ts'
import type { Result } from '#shared/result.ts'
import type { Connection } from './connection.ts'
import { CommandFailure } from './failure.ts'

const ACKNOWLEDGE_MS = 15_000
const RECONNECT_PAUSE_MS = 200
const LONGEST_RECONNECT_PAUSE_MS = 2_000
const REPEAT_PAUSE_MS = 250
const PASSING_FAILURES: readonly string[] = ['unavailable', 'too_many_requests']

/** A socket of the browser's kind, whose commands outlive the server's restarts. */
export interface PatientSocket {
  /** Sends a command until it is acknowledged; a refusal is thrown as a CommandFailure with its code. */
  request<K extends CommandName>(name: K, payload: CommandInput<K>): Promise<CommandReply<K>>
  /** How often the connection came back after it was lost. */
  readonly reconnects: number
  close(): void
}

/** Connects with the connection's token; a command waits for the server at most `patienceMs`. */
export function openSocket({ url, token }: Connection, patienceMs: number): PatientSocket {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, {
    transports: ['websocket'],
    auth: { token },
    reconnectionDelay: RECONNECT_PAUSE_MS,
    reconnectionDelayMax: LONGEST_RECONNECT_PAUSE_MS,
    forceNew: true,
  })
  let connections = 0
  socket.on('connect', () => connections++)

  async function connected(deadline: number): Promise<void> {
    while (!socket.connected) {
      if (Date.now() > deadline) throw new CommandFailure(`expected a socket at ${url}, but none opened in time`, 'unreachable')
      // A server that refuses the handshake (it is starting) ends the library's own attempts.
      if (!socket.active) socket.connect()
      await sleep(REPEAT_PAUSE_MS)
    }
  }

  return {
    async request(name, payload) {
      for (const deadline = Date.now() + patienceMs; ; await sleep(REPEAT_PAUSE_MS)) {
        await connected(deadline)
        const result = await emit(socket, name, payload)
        if (result === null && Date.now() < deadline) continue
        if (result?.ok) return result.value
        const { code, message } = result?.error ?? { code: 'unreachable', message: 'it was not acknowledged in time' }
        if (!PASSING_FAILURES.includes(code) || Date.now() > deadline) throw new CommandFailure(`${name}: ${message}`, code)
      }
    },
    get reconnects() {
      return Math.max(0, connections - 1)
    },
    close: () => void socket.close(),
  }
}

// Null where the connection broke or the answer did not come: the same command is sent again, with the same ids.
async function emit<K extends CommandName>(
  socket: Socket<ServerEvents, ClientEvents>,
  name: K,
  payload: CommandInput<K>,
): Promise<Result<CommandReply<K>> | null> {
  // The library cannot follow a name and its payload through its own overloads; both come from the same declaration.
  const sender = socket.timeout(ACKNOWLEDGE_MS) as unknown as {
    emitWithAck(name: string, payload: unknown): Promise<Result<CommandReply<K>>>
  }
  try {
    return await sender.emitWithAck(name, payload)
  } catch {
    return null
  }
}
