import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a storage, and cuts what goes through it. */
export async function startCuttingProxy(target: string) {
  const { hostname, port } = new URL(target)
  let cuts: { after: number; toClient: boolean }[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const storage = connect(Number(port), hostname)
    for (const socket of [client, storage]) {
      sockets.add(socket)
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
    }
    forward(client, storage, false)
    forward(storage, client, true)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  function forward(from: Socket, to: Socket, toClient: boolean): void {
    let passed = 0
    from.on('data', (chunk: Buffer) => {
      passed += chunk.length
      const due = cuts.findIndex((cut) => cut.toClient === toClient && passed >= cut.after)
      if (due >= 0) {
        cuts.splice(due, 1)
        for (const socket of [from, to]) socket.destroy()
      } else to.write(chunk)
    })
    from.once('end', () => to.end())
    from.once('close', () => to.destroy())
  }

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Each cut ends one connection once so many bytes went through it in its direction. */
    cut: (...wanted: typeof cuts) => {
      cuts = wanted
    },
    left: () => cuts.length,
    end(): void {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
