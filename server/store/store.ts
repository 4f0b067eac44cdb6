import { type ChangeStream, type ChangeStreamDocument, type Collection, MongoClient, MongoServerError } from 'mongodb'
import { type Collections, openCollections } from './collections.ts'

const DATABASE = 'labelloop'
const DUPLICATE_KEY = 11000

/** The database, opened: its collections, a way to hear changes, and a way to close. */
export interface Store extends Collections {
  /** The next value of a named counter, from 1. */
  count(name: string): Promise<number>
  /** Hears every insert and update of a collection from now on; `end` before closing the store. */
  watch<K extends keyof Collections>(
    name: K,
    listener: (change: StoreChange<K>) => void,
  ): { ready: Promise<void>; end(): Promise<void> }
  ping(): Promise<void>
  close(): Promise<void>
}
type RowOf<K extends keyof Collections> = Collections[K] extends Collection<infer R> ? R : never
export interface StoreChange<K extends keyof Collections> {
  readonly type: 'insert' | 'update'
  readonly id: string
  /** The row as it is now; null when it is gone meanwhile. */
  readonly row: RowOf<K> | null
}

/** Connects, waits for a primary, makes the indexes. Durable by default: writes are acknowledged by the majority's journal. */
export async function openStore(uri: string, databaseName?: string): Promise<Store> {
  const client = new MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: 10_000,
    ignoreUndefined: true,
  })
  await client.connect()
  const database = client.db(databaseName ?? (databaseOf(uri) || DATABASE))
  const collections = await openCollections(database)
  const streams = new Set<ChangeStream>()
  return {
    ...collections,
    async count(name) {
      const counter = await collections.counters.findOneAndUpdate(
        { _id: name },
        { $inc: { value: 1 } },
        { upsert: true, returnDocument: 'after' },
      )
      return counter?.value ?? 1
    },
    watch(name, listener) {
      const stream = database.collection(name).watch([{ $match: { operationType: { $in: ['insert', 'update', 'replace'] } } }], {
        fullDocument: 'updateLookup',
      })
      streams.add(stream)
      stream.on('change', (change: ChangeStreamDocument) => {
        if (change.operationType !== 'insert' && change.operationType !== 'update' && change.operationType !== 'replace') return
        listener({
          type: change.operationType === 'insert' ? 'insert' : 'update',
          id: String(change.documentKey._id),
          row: (change.fullDocument ?? null) as never,
        })
      })
      // The driver resumes after every passing failure; what reaches here happens only while the store closes.
      stream.on('error', () => streams.delete(stream))
      const ready = new Promise<void>((resolve) => stream.once('init', () => resolve()))
      return {
        ready,
        async end() {
          streams.delete(stream)
          await stream.close()
        },
      }
    },
    async ping() {
      await database.command({ ping: 1 })
    },
    async close() {
      for (const stream of streams) await stream.close()
      await client.close()
    },
  }
}

/** Whether a write was refused because a unique index holds the value already; `index` narrows it to one. */
export function isDuplicateKey(error: unknown, index?: string): boolean {
  return (
    error instanceof MongoServerError && error.code === DUPLICATE_KEY && (index === undefined || error.message.includes(index))
  )
}

const databaseOf = (uri: string): string =>
  new URL(uri.replace(/^mongodb(\+srv)?:/, 'http:').replace(/,[^/]+/, '')).pathname.slice(1)
