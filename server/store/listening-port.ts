import { connect, createServer } from 'node:net'

const LOCALHOST = '127.0.0.1'

/** A TCP port of this machine that nobody listens on: `preferred` when it is free, else one that the system chooses. */
export async function freePort(preferred?: number): Promise<number> {
  const port = preferred === undefined ? null : await bindOnce(preferred)
  const chosen = port ?? (await bindOnce(0))
  if (chosen === null) throw new Error('expected a free TCP port on 127.0.0.1, the system gave none')
  return chosen
}

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
