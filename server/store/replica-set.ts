import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient, MongoError } from 'mongodb'

/** Name of the private replica set; change streams and transactions need one, of any size. */
export const REPLICA_SET = 'rs0'

const POLL_MS = 50
const START_TIMEOUT_MS = 60_000
const CONNECT_TIMEOUT_MS = 5_000

/** The connection string of the private replica set behind a port of this machine. */
export function replicaSetUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`
}

/** Runs `work` on exactly the `mongod` behind the port, whatever its replica set says. */
export async function withDirectConnection<T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

/** Initiates the set of one (or moves it to the port where it now listens) and waits until it is primary. */
export async function becomePrimary(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`
  await withDirectConnection(port, async (client) => {
    const stored = await storedConfig(client)
    if (stored === null) await client.db('admin').command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } })
    else if (stored.members[0]?.host !== host) await moveTo(client, host)
    await untilPrimary(client)
  })
}

interface ReplicaSetConfig {
  version: number
  members: { host: string }[]
}

/** The configuration on disk, which is readable before the set has started on it; null before the first initiation. */
function storedConfig(client: MongoClient): Promise<ReplicaSetConfig | null> {
  return client.db('local').collection<ReplicaSetConfig>('system.replset').findOne({}, { readPreference: 'nearest' })
}

/**
 * A member whose recorded address is not its own is removed from its set, and only a forced change brings it back. It first
 * asks the recorded address whether that is itself, up to 30 s when somebody listens there and says nothing.
 */
async function moveTo(client: MongoClient, host: string): Promise<void> {
  const admin = client.db('admin')
  const { config } = await untilAnswered(() => admin.command({ replSetGetConfig: 1 }))
  const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] }
  await untilAnswered(() => admin.command({ replSetReconfig: moved, force: true }))
}

async function untilPrimary(client: MongoClient): Promise<void> {
  await untilAnswered(async () => {
    const { isWritablePrimary } = await client.db('admin').command({ hello: 1 })
    if (!isWritablePrimary) throw new MongoError('mongod is not primary yet')
  })
}

/** Connections break and commands are refused while the set starts or changes: asks again until it answers. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof MongoError) || Date.now() > deadline) throw error
      await sleep(POLL_MS)
    }
  }
}
