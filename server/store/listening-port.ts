import { randomInt } from 'node:crypto'
import { connect, createServer } from 'node:net'

const LOCALHOST = '127.0.0.1'
/** Below those that a system gives to whoever opens a connection: none is given one of these before somebody listens on it. */
const ASKED_FOR = { first: 20_000, end: 30_000 }
const ANY = 0

/** A TCP port of this machine that nobody listens on: `preferred` when it is free. */
export async function freePort(preferred = aPort()): Promise<number> {
  for (const port of [preferred, aPort(), aPort(), ANY]) {
    const bound = await bindOnce(port)
    if (bound !== null) return bound
  }
  throw new Error('expected a free TCP port on 127.0.0.1, the system gave none')
}

const aPort = (): number => randomInt(ASKED_FOR.first, ASKED_FOR.end)

/** Whether somebody accepts connections on the port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOCALHOST)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function bindOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, LOCALHOST, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
    })
  })
}
