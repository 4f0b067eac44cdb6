import { type Collection, MongoClient } from 'mongodb'
import { type Collections, openCollections } from './collections.ts'
import { type Change, followChanges } from './follow-changes.ts'
import { migrate } from './migrations.ts'
import { type OneTime, readingAtOneTime } from './one-time.ts'
import { type WholeDatabase, wholeDatabase } from './whole-database.ts'

const DATABASE = 'labelloop'
/** What the name of the database to try something in ends with. */
const SCRATCH = '_scratch'

/** The database, opened: its collections, a way to hear changes, and a way to close. */
export interface Store extends Collections {
  /** The next value of a named counter, from 1. */
  count(name: string): Promise<number>
  /**
   * Hears every insert, update and deletion of a collection from now on, without a gap also when the database goes away and comes back;
   * `end` before closing the store.
   */
  watch<K extends keyof Collections>(
    name: K,
    listener: (change: StoreChange<K>) => void,
  ): { ready: Promise<void>; end(): Promise<void> }
  /** Reads everything as it is at one moment: each read carries `at` among its options. */
  atOneTime<T>(work: (at: OneTime) => Promise<T>): Promise<T>
  /** Everything as bytes, for backups. */
  readonly whole: WholeDatabase
  /** An empty database beside this one, for something to be tried in; whoever opens it drops and closes it. What a crash has left of one is dropped first. */
  scratch(): Promise<Store>
  ping(): Promise<void>
  close(): Promise<void>
}
type RowOf<K extends keyof Collections> = Collections[K] extends Collection<infer R> ? R : never
export interface StoreChange<K extends keyof Collections> extends Change {
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
  const name = databaseName ?? (databaseOf(uri) || DATABASE)
  const database = client.db(name)
  await migrate(database)
  const collections = await openCollections(database)
  const changes = followChanges(database)
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
    // The seam where a collection's name meets the type of its rows.
    watch: (name, listener) => changes.listen(name, listener as (change: Change) => void),
    atOneTime: readingAtOneTime(client),
    whole: wholeDatabase(client, database),
    async scratch() {
      await client.db(`${name}${SCRATCH}`).dropDatabase()
      return openStore(uri, `${name}${SCRATCH}`)
    },
    async ping() {
      await database.command({ ping: 1 })
    },
    async close() {
      await changes.close()
      await client.close()
    },
  }
}

const databaseOf = (uri: string): string =>
  new URL(uri.replace(/^mongodb(\+srv)?:/, 'http:').replace(/,[^/]+/, '')).pathname.slice(1)
