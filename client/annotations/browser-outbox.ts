import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { AssetId, OperationId, UserId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { Failure } from '#shared/result.ts'
import { createMemoryOutbox, type Outbox } from './outbox.ts'
import { livingTabs } from './tab-presence.ts'

const DATABASE = 'labelloop'
const VERSION = 1

interface Row {
  id: OperationId
  /** Grows with every operation of this tab; between tabs it follows the clock. */
  order: number
  userId: UserId
  assetId: AssetId
  tabId: string
  operation: Operation
  refusal: Failure | null
}
interface Schema extends DBSchema {
  outbox: { key: OperationId; value: Row; indexes: { userId: UserId } }
}

/** The outbox in the browser's database: what is in it survives reloads, crashes and closed tabs. In memory where there is no database. */
export async function openOutbox(userId: UserId, tabId: string): Promise<Outbox> {
  const database = await openDatabase()
  return database ? durableOutbox(database, userId, tabId) : createMemoryOutbox()
}

// Private windows and full disks refuse in many ways; all of them mean the same here, and the person is told (`isDurable`).
async function openDatabase(): Promise<IDBPDatabase<Schema> | null> {
  try {
    return await openDB<Schema>(DATABASE, VERSION, {
      upgrade: (database) => database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('userId', 'userId'),
    })
  } catch (error) {
    console.warn('The browser keeps no data here', error)
    return null
  }
}

function durableOutbox(database: IDBPDatabase<Schema>, userId: UserId, tabId: string): Outbox {
  let lastOrder = 0
  const nextOrder = () => {
    lastOrder = Math.max(lastOrder + 1, Date.now())
    return lastOrder
  }
  const writing = () => database.transaction('outbox', 'readwrite', { durability: 'strict' })

  async function orphans(): Promise<Row[]> {
    const rows = await database.getAllFromIndex('outbox', 'userId', userId)
    const living = await livingTabs()
    return rows.filter((row) => row.tabId === tabId || !living.has(row.tabId)).sort((a, b) => a.order - b.order)
  }

  return {
    isDurable: true,
    async adopt(assetId) {
      const rows = (await orphans()).filter((row) => row.assetId === assetId)
      const transaction = writing()
      await Promise.all([...rows.map((row) => transaction.store.put({ ...row, tabId })), transaction.done])
      return rows.map(({ operation, refusal }) => ({ operation, refusal }))
    },
    async keep(assetId, kept) {
      const transaction = writing()
      const earlier = await Promise.all(kept.map(({ operation }) => transaction.store.get(operation.id)))
      const rows = kept.map(({ operation, refusal }, index) => {
        const order = earlier[index]?.order ?? nextOrder()
        return { id: operation.id, order, userId, assetId, tabId, operation, refusal }
      })
      await Promise.all([...rows.map((row) => transaction.store.put(row)), transaction.done])
    },
    async forget(ids) {
      const transaction = writing()
      await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done])
    },
    leftovers: async () => [...new Set((await orphans()).map((row) => row.assetId))],
  }
}
