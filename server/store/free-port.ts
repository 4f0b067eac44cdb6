import { createServer } from 'node:net'

const LOCALHOST = '127.0.0.1'

/** A TCP port of this machine that nobody listens on: `preferred` when it is free, else one that the system chooses. */
export async function freePort(preferred?: number): Promise<number> {
  const port = preferred === undefined ? null : await bindOnce(preferred)
  const chosen = port ?? (await bindOnce(0))
  if (chosen === null) throw new Error('expected a free TCP port on 127.0.0.1, the system gave none')
  return chosen
}

/** Whether nobody listens on the port. */
export async function isFree(port: number): Promise<boolean> {
  return (await bindOnce(port)) !== null
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
