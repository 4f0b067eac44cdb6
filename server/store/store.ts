import {
  type ChangeStream,
  type ChangeStreamDocument,
  type Collection,
  type Db,
  MongoClient,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type ResumeToken,
} from 'mongodb'
import { type Collections, openCollections } from './collections.ts'

const DATABASE = 'labelloop'
const REOPEN_AFTER_MS = 500
/** The server's code where a unique index holds the value already. */
export const DUPLICATE_KEY = 11000
/** The oplog does not reach back to the resume token. */
const HISTORY_LOST = 286

/** The database, opened: its collections, a way to hear changes, and a way to close. */
export interface Store extends Collections {
  /** The next value of a named counter, from 1. */
  count(name: string): Promise<number>
  /**
   * Hears every insert and update of a collection from now on, without a gap also when the database goes away and comes back;
   * `end` before closing the store.
   */
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
  const open = new Set<{ end(): Promise<void> }>()
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
      const following = follow(database, name, (change) => {
        if (change.operationType !== 'insert' && change.operationType !== 'update' && change.operationType !== 'replace') return
        listener({
          type: change.operationType === 'insert' ? 'insert' : 'update',
          id: String(change.documentKey._id),
          row: (change.fullDocument ?? null) as never,
        })
      })
      open.add(following)
      return {
        ready: following.ready,
        async end() {
          open.delete(following)
          await following.end()
        },
      }
    },
    async ping() {
      await database.command({ ping: 1 })
    },
    async close() {
      for (const following of open) await following.end()
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

/** Whether the database could not be reached, so that nobody knows what became of a write. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof MongoNetworkError || error instanceof MongoServerSelectionError

// The driver resumes after a short failure by itself; after a longer one its stream dies, and a new one goes on where it stood.
function follow(database: Db, name: string, hear: (change: ChangeStreamDocument) => void) {
  let stream: ChangeStream
  let token: ResumeToken | undefined
  let timer: NodeJS.Timeout | undefined
  let isEnded = false
  let begun: () => void
  const ready = new Promise<void>((resolve) => {
    begun = resolve
  })
  function start(): void {
    stream = database.collection(name).watch([{ $match: { operationType: { $in: ['insert', 'update', 'replace'] } } }], {
      fullDocument: 'updateLookup',
      ...(token !== undefined && { resumeAfter: token }),
    })
    stream.once('init', () => begun())
    stream.on('resumeTokenChanged', (latest) => {
      token = latest
    })
    stream.on('change', hear)
    stream.once('error', (error) => {
      if (isEnded) return
      if (error instanceof MongoServerError && error.code === HISTORY_LOST) token = undefined
      stream.on('error', () => undefined)
      void stream.close()
      timer = setTimeout(start, REOPEN_AFTER_MS)
    })
  }
  start()
  return {
    ready,
    async end() {
      isEnded = true
      clearTimeout(timer)
      stream.on('error', () => undefined)
      await stream.close()
    },
  }
}

const databaseOf = (uri: string): string =>
  new URL(uri.replace(/^mongodb(\+srv)?:/, 'http:').replace(/,[^/]+/, '')).pathname.slice(1)
