import { randomBytes } from 'node:crypto'
import { describe, inject } from 'vitest'

const NAME_BYTES = 6

/** Connection string (with the database's name in it) and name of a fresh, empty database on the run's `mongod`. */
export function testDatabase(): { uri: string; name: string } {
  const base = inject('mongoUri')
  if (base === '')
    throw new Error('expected a mongod for the tests, found none: use describeWithMongo so that they are skipped with a reason')
  const name = `test_${randomBytes(NAME_BYTES).toString('hex')}`
  const uri = new URL(base)
  uri.pathname = `/${name}`
  return { uri: uri.href, name }
}

/** `describe` for tests that need MongoDB: skipped with the reason in the title where no `mongod` can be had. */
export function describeWithMongo(name: string, body: () => void): void {
  if (inject('mongoUri') === '') describe.skip(`${name} (skipped: no mongod on this machine)`, body)
  else describe(name, body)
}
