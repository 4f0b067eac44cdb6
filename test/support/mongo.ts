import { randomBytes } from 'node:crypto'
import { afterAll, describe, inject } from 'vitest'

const NAME_BYTES = 6
/** The databases that this test file has asked for. */
const made: string[] = []

/**
 * Connection string (with the database's name in it) and name of a fresh, empty database on the run's `mongod`, which is dropped with the end of the
 * file: one holds some fifty open files, and those of a whole run are more than a process may have on many machines.
 */
export function testDatabase(): { uri: string; name: string } {
  const base = inject('mongoUri')
  if (base === '')
    throw new Error('expected a mongod for the tests, found none: use describeWithMongo so that they are skipped with a reason')
  const name = `test_${randomBytes(NAME_BYTES).toString('hex')}`
  made.push(name)
  const uri = new URL(base)
  uri.pathname = `/${name}`
  return { uri: uri.href, name }
}

/** For `setupFiles`: has the databases of a test file dropped once everything in it has ended. */
export function dropDatabasesAfterwards(): void {
  afterAll(async () => {
    if (made.length === 0) return
    const { MongoClient } = await import('mongodb')
    const client = await MongoClient.connect(inject('mongoUri'))
    try {
      for (const name of made.splice(0)) await client.db(name).dropDatabase()
    } finally {
      await client.close()
    }
  })
}

/** `describe` for tests that need MongoDB: skipped with the reason in the title where no `mongod` can be had. */
export function describeWithMongo(name: string, body: () => void): void {
  if (inject('mongoUri') === '') describe.skip(`${name} (skipped: no mongod on this machine)`, body)
  else describe(name, body)
}
