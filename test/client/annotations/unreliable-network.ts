import { type AssetTransport, type Connection, ConnectionLost } from '#client/annotations/asset-transport.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Commit } from '#shared/events.ts'
import type { SimulatedServer } from './simulated-server.ts'

interface Message {
  /** Delivering twice is harmless for what a client receives, and tells whether the server answers repeats as before. */
  deliver(): void
  readonly repeatable: boolean
}

/** One client's line to the simulated server: messages wait until the test delivers them, in any order, or cuts the line. */
export function createUnreliableLine(server: SimulatedServer, userId: UserId) {
  let connection: Connection = 'connected'
  let isJoined = false
  let waiting: Message[] = []
  let lost: (() => void)[] = []
  let commitListeners: ((commit: Commit) => void)[] = []
  let connectionListeners: ((connection: Connection) => void)[] = []

  server.onCommit((commit) => {
    if (connection !== 'connected' || !isJoined) return
    const deliver = () => {
      for (const listener of commitListeners) listener(commit)
    }
    waiting.push({ deliver, repeatable: true })
  })

  function ask<T>(answer: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (connection !== 'connected') return reject(new ConnectionLost())
      lost.push(() => reject(new ConnectionLost()))
      const deliver = () => {
        const value = answer()
        waiting.push({ deliver: () => resolve(value), repeatable: false })
      }
      waiting.push({ deliver, repeatable: true })
    })
  }

  const transport: AssetTransport = {
    connection: () => connection,
    open: (_, since) =>
      ask(() => {
        isJoined = true
        return server.open(since)
      }),
    commit: (_, operations) => ask(() => server.commit(userId, operations)),
    close() {
      isJoined = false
    },
    onCommit(listener) {
      commitListeners.push(listener)
      return () => {
        commitListeners = commitListeners.filter((candidate) => candidate !== listener)
      }
    },
    onConnection(listener) {
      connectionListeners.push(listener)
      return () => {
        connectionListeners = connectionListeners.filter((candidate) => candidate !== listener)
      }
    },
  }

  function become(next: Connection) {
    connection = next
    for (const listener of connectionListeners) listener(next)
  }

  return {
    transport,
    isIdle: () => waiting.length === 0,
    /** Delivers one of the waiting messages; `twice` repeats what may be repeated. */
    deliver(index: number, twice = false) {
      const position = waiting.length === 0 ? 0 : index % waiting.length
      const [message] = waiting.splice(position, 1)
      message?.deliver()
      if (twice && message?.repeatable) message.deliver()
    },
    cut() {
      isJoined = false
      waiting = []
      const rejects = lost
      lost = []
      become('offline')
      for (const reject of rejects) reject()
    },
    mend() {
      if (connection === 'offline') become('connected')
    },
  }
}
