import { findMongod } from '#server/store/installed-parts.mjs'
import { outputOf } from './run-tool.ts'

export interface DatabaseReport {
  /** `given` by MONGODB_URI, or a `private` mongod that `labelloop up` starts. */
  readonly kind: 'given' | 'private'
  readonly ok: boolean
  readonly detail: string
}

/** Finds the database that `up` would use. */
export async function checkDatabase(environment: NodeJS.ProcessEnv): Promise<DatabaseReport> {
  return environment.MONGODB_URI ? askGiven(environment.MONGODB_URI) : findPrivate(environment)
}

async function askGiven(uri: string): Promise<DatabaseReport> {
  const where = withoutPassword(uri)
  const { openStore } = await import('#server/store/store.ts')
  try {
    const store = await openStore(uri)
    await store.close()
    return { kind: 'given', ok: true, detail: `the replica set at ${where} answers` }
  } catch (error) {
    return {
      kind: 'given',
      ok: false,
      detail: `expected a replica set at MONGODB_URI ${where}, but: ${(error as Error).message}`,
    }
  }
}

async function findPrivate(environment: NodeJS.ProcessEnv): Promise<DatabaseReport> {
  const file = findMongod(environment)
  if (file === null) return { kind: 'private', ok: false, detail: 'no mongod found: `npm start` fetches one, or set MONGODB_URI' }
  const [firstLine = ''] = ((await outputOf(file, ['--version'])) ?? '').split('\n')
  if (firstLine === '') return { kind: 'private', ok: false, detail: `${file} cannot be run: remove it and run \`npm start\`` }
  return { kind: 'private', ok: true, detail: `${firstLine.replace('db version ', 'mongod ')} at ${file}` }
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//…@')
}
