import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { z } from 'zod'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { type ClientEvents, type CommandName, type CommandPayload, commands, type ServerEvents } from '#shared/events.ts'
import type { Result } from '#shared/result.ts'
import { AppError, toFailure } from '../errors.ts'
import type { Log } from '../log.ts'
import { createFloodGate } from './flood-gate.ts'

/** An asset that a connection has open, and when its reservation was last prolonged or asked for. */
export interface OpenAsset {
  readonly projectId: ProjectId
  keptAt: number
  claimedAt: number
}
/** What the server knows of one connection. */
export interface SocketData {
  /** Who it is, with the roles they have now. */
  user: User
  /** The session or token it was let in by: it ends with it. */
  secretId: string
  /** The assets it has open. */
  open: Map<AssetId, OpenAsset>
}
export type AppServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
export type AppSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

/** Who sent a command, and over which connection. */
export interface Sender {
  readonly user: User
  readonly socket: AppSocket
}
/** One handler per declared command: authorise, load or fail, act, return. */
export type Handlers = {
  [K in CommandName]: (payload: CommandPayload<K>, sender: Sender) => Promise<z.input<(typeof commands)[K]['reply']>>
}

/** Binds every declared command to its handler: parse, run, acknowledge with a Result. */
export function bind(socket: AppSocket, handlers: Handlers, log: Log): void {
  const admit = createFloodGate()
  for (const name of Object.keys(commands) as CommandName[]) {
    const answer = async (raw: unknown): Promise<Result<unknown>> => {
      try {
        if (!admit()) throw new AppError('too_many_requests', 'More commands than a person can give: slow down')
        // The seam where the declared types meet Socket.IO: the payload was parsed by the schema its type is inferred from.
        const run = handlers[name] as (payload: unknown, sender: Sender) => Promise<unknown>
        const payload = commands[name].payload.parse(raw)
        return { ok: true, value: await run(payload, { user: socket.data.user, socket }) }
      } catch (error) {
        const { failure, bug } = toFailure(error)
        if (bug) log.error({ err: bug, command: name }, 'a command failed')
        return { ok: false, error: failure }
      }
    }
    const listener = async (raw: unknown, acknowledge: unknown) => {
      const result = await answer(raw)
      if (typeof acknowledge === 'function') acknowledge(result)
    }
    socket.on(name, listener as never)
  }
}
