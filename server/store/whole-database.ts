import { BSON, type Db, type Document, MongoBulkWriteError, type MongoClient, MongoServerError } from 'mongodb'
import { DUPLICATE_KEY } from './duplicate-key.ts'
import type { OneTime } from './one-time.ts'

/** Every number, date and byte stays of the very type it was stored as. */
const EXACT = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const
const ROWS_READ_AT_ONCE = 1000

/** What becomes of one collection in a change of several. */
export interface Replacement {
  readonly name: string
  /** In place of all rows that are there; beside them where `beside` is true. */
  readonly rows: readonly Uint8Array[]
  readonly beside?: boolean
  /** Further rows, as they are known inside. */
  readonly more?: readonly object[]
}

/** The database as bytes: rows are BSON documents as the server keeps them, whatever is in them. */
export function wholeDatabase(client: MongoClient, database: Db) {
  const collection = (name: string) => database.collection<Document>(name)
  return {
    /** The names of all collections, in order. */
    async names(): Promise<string[]> {
      const found = await database.listCollections({}, { nameOnly: true }).toArray()
      return found
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('system.'))
        .sort()
    },

    /** Rows of a collection by their ids, as they were `at` one time, `without` some of their fields. */
    async *rows(name: string, filter: object, at: OneTime | null, without: readonly string[] = []): AsyncGenerator<Uint8Array> {
      const projection = Object.fromEntries(without.map((field) => [field, 0]))
      const options = { raw: true, sort: { _id: 1 }, batchSize: ROWS_READ_AT_ONCE, projection, ...at } as const
      for await (const row of collection(name).find(filter, options)) yield row as unknown as Uint8Array
    },

    /**
     * Lets the server keep its history for so long, so that reads at one time may take it; what it was before, or null where this database's
     * settings are somebody else's.
     */
    async keepHistory(seconds: number): Promise<number | null> {
      const command = { setParameter: 1, minSnapshotHistoryWindowInSeconds: seconds }
      try {
        const { was } = await client.db('admin').command(command)
        return Number(was)
      } catch (error) {
        if (error instanceof MongoServerError) return null
        throw error
      }
    },

    isEmpty: async (name: string): Promise<boolean> => (await collection(name).findOne({}, { projection: { _id: 1 } })) === null,

    /** Takes the whole database away. */
    async drop(): Promise<void> {
      await database.dropDatabase()
    },

    async clear(name: string, filter: object): Promise<void> {
      await collection(name).deleteMany(filter)
    },

    /** Rows as they are known inside; whoever asks says what they are. */
    read: <R>(rows: readonly Uint8Array[]): R[] => rows.map((row) => BSON.deserialize(row) as R),

    /** Inserts rows; those that are there already stay as they are. */
    async insert(name: string, rows: readonly Uint8Array[]): Promise<void> {
      if (rows.length === 0) return
      try {
        await collection(name).insertMany(rows.map(decoded), { ordered: false })
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error
        if ([error.writeErrors].flat().some(({ code }) => code !== DUPLICATE_KEY)) throw error
      }
    },

    /** Replaces several collections in one step that happens wholly or not at all. */
    async replaceTogether(replacements: readonly Replacement[]): Promise<void> {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          for (const { name, rows, beside = false, more = [] } of replacements) {
            if (!beside) await collection(name).deleteMany({}, { session })
            const documents = [...rows.map(decoded), ...more]
            if (documents.length > 0) await collection(name).insertMany(documents, { session })
          }
        }),
      )
    },
  }
}
export type WholeDatabase = ReturnType<typeof wholeDatabase>

const decoded = (row: Uint8Array): Document => BSON.deserialize(row, EXACT)
