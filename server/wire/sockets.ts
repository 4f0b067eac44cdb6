import type { IncomingHttpHeaders } from 'node:http'
import type { User } from '#shared/domain/people.ts'
import { AppError, toFailure, unauthenticated } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AppServer, AppSocket, Handlers } from './handle.ts'
import { bind } from './handle.ts'
import { userRoom } from './rooms.ts'
import { isSameOrigin } from './same-origin.ts'

/** How a connection says who it is: by the session cookie, or by an API token in `auth.token`. */
export type AuthenticateSocket = (credentials: {
  headers: IncomingHttpHeaders
  token: string | undefined
}) => Promise<{ user: User; secretId: string } | null>

export interface SocketDeps {
  readonly io: AppServer
  readonly authenticate: AuthenticateSocket
  readonly handlers: Handlers
  readonly log: Log
}

/** Lets signed-in people connect, and binds the commands to each connection. */
export function serveSockets({ io, authenticate, handlers, log }: SocketDeps): void {
  io.use((socket, next) => {
    identify(socket, authenticate).then(
      () => next(),
      (error) => {
        const { failure, bug } = toFailure(error)
        if (bug) log.error({ err: bug }, 'a connection could not be checked')
        next(Object.assign(new Error(failure.message), { data: failure }))
      },
    )
  })
  io.on('connection', (socket) => {
    // The handshake is over and its request never read again: without it an idle connection needs a third less memory.
    Object.assign(socket.conn, { request: null })
    void socket.join(userRoom(socket.data.user.id))
    bind(socket, handlers, log)
  })
}

async function identify(socket: AppSocket, authenticate: AuthenticateSocket): Promise<void> {
  const { headers, auth } = socket.handshake
  const token = typeof auth.token === 'string' ? auth.token : undefined
  if (token === undefined && !comesFromHere(headers))
    throw new AppError('forbidden', 'Expected a connection from a page of this server')
  const known = await authenticate({ headers, token })
  if (!known) throw unauthenticated()
  socket.data.user = known.user
  socket.data.secretId = known.secretId
  socket.data.open = new Map()
}

const comesFromHere = ({ origin, host }: IncomingHttpHeaders): boolean => origin === undefined || isSameOrigin(origin, host)
