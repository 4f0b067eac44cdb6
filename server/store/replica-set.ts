import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient, MongoServerError } from 'mongodb'

/** Name of the private replica set; change streams and transactions need one, of any size. */
export const REPLICA_SET = 'rs0'

const NOT_INITIATED = 94
const POLL_MS = 50
const PRIMARY_TIMEOUT_MS = 60_000
const CONNECT_TIMEOUT_MS = 5_000

/** The connection string of the private replica set behind a port of this machine. */
export function replicaSetUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`
}

/** Runs `work` on the admin database of exactly the `mongod` behind the port, whatever its replica set says. */
export async function withDirectAdmin<T>(port: number, work: (command: AdminCommand) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
  })
  try {
    return await work((command) => client.db('admin').command(command))
  } finally {
    await client.close()
  }
}

/** One admin command and its answer. */
export type AdminCommand = (command: Record<string, unknown>) => Promise<Record<string, unknown>>

/** Initiates the set of one (or moves it to the port it now listens on) and waits until it is primary. */
export async function becomePrimary(port: number): Promise<void> {
  await withDirectAdmin(port, async (command) => {
    const host = `127.0.0.1:${port}`
    const config = await configOf(command)
    if (config === null) await command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } })
    else if (config.members[0]?.host !== host) await moveTo(command, config, host)
    await untilPrimary(command)
  })
}

interface ReplicaSetConfig {
  version: number
  members: { host: string }[]
}

async function configOf(command: AdminCommand): Promise<ReplicaSetConfig | null> {
  try {
    return (await command({ replSetGetConfig: 1 })).config as ReplicaSetConfig
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_INITIATED) return null
    throw error
  }
}

/** A member whose recorded address is not its own is removed from its set: only a forced change brings it back. */
async function moveTo(command: AdminCommand, config: ReplicaSetConfig, host: string): Promise<void> {
  const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] }
  await command({ replSetReconfig: moved, force: true })
}

async function untilPrimary(command: AdminCommand): Promise<void> {
  const deadline = Date.now() + PRIMARY_TIMEOUT_MS
  while (!(await command({ hello: 1 })).isWritablePrimary) {
    if (Date.now() > deadline)
      throw new Error(`expected a primary within ${PRIMARY_TIMEOUT_MS / 1000} s, mongod is still secondary`)
    await sleep(POLL_MS)
  }
}
