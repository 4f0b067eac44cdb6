import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findMongod } from '#server/store/installed-parts.mjs'
import { startMongod } from '#server/store/mongod.ts'

/** One `mongod` for the whole run of tests; every test file makes databases of its own on it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.LABELLOOP_TEST_MONGODB_URI
  if (given) {
    project.provide('mongoUri', given)
    return undefined
  }
  if (findMongod() === null) {
    project.provide('mongoUri', '')
    return undefined
  }
  const dataFolder = mkdtempSync(join(tmpdir(), 'labelloop-test-mongod-'))
  const mongod = await startMongod({ dataFolder, log: () => undefined })
  project.provide('mongoUri', mongod.uri)
  return async () => {
    await mongod.stop()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the run's own `mongod`; empty when there is none. */
    mongoUri: string
  }
}
