import { io } from 'socket.io-client'
import { session } from './session.ts'
import { createSocketLine, type LineSocket } from './socket-line.ts'

const RECONNECT_AT_MOST_MS = 3_000

/** The tab's one connection: websocket only, the session's cookie signs it in. Connected from sign-in to sign-out. */
export const socket: LineSocket = io({
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

/** Commands and notices over the tab's connection; a command that finds nobody signed in asks for a sign-in. */
export const line = createSocketLine(socket, () => session.getState().expire())
export const { request, onNotice } = line
