import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findMongod } from '#server/store/installed-parts.mjs'
import { startMongod } from '#server/store/mongod.ts'
import { mongodFiles } from '#server/store/mongod-files.ts'
import { killMongod } from '#server/store/mongod-process.ts'
import { processStamp } from '#server/store/process-stamp.mjs'

const PREFIX = 'labelloop-test-mongod-'
/** A process that was just killed may still be closing its files. */
const REMOVAL_RETRIES = 5

/** One `mongod` for the whole run of tests; every test file makes databases of its own on it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  removeLeftovers()
  if (findMongod() === null) {
    project.provide('mongoUri', '')
    return undefined
  }
  const dataFolder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const abandon = () => removeRun(dataFolder)
  process.once('exit', abandon)
  const mongod = await startMongod({ dataFolder, log: () => undefined })
  project.provide('mongoUri', mongod.uri)
  return async () => {
    await mongod.stop()
    process.removeListener('exit', abandon)
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

/** A run that was killed leaves its `mongod` and its folder, which bears the number of the process that made it. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0])
    if (processStamp(owner) === null) removeRun(join(tmpdir(), name))
  }
}

function removeRun(dataFolder: string): void {
  killMongod(mongodFiles(dataFolder))
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES })
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the run's own `mongod`; empty when there is none. */
    mongoUri: string
  }
}
