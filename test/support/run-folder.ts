import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mongodFiles } from '#server/store/mongod-files.ts'
import { killMongod } from '#server/store/mongod-process.ts'
import { processStamp } from '#server/store/process-stamp.mjs'

const PREFIX = 'labelloop-test-run-'
const RECORD = join('mongod', 'mongod.json')
/** A process that was just killed may still be closing its files. */
const REMOVAL_RETRIES = 5

/** The folder of this run of tests: everything temporary is made inside, so that one place needs cleaning, whatever happens. */
export function makeRunFolder(): string {
  removeLeftovers()
  return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
}

/** Ends every private `mongod` that a test left in the folder, and removes the folder. */
export function removeRunFolder(folder: string): void {
  const records = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(RECORD))
  for (const record of records) killMongod(mongodFiles(dirname(dirname(join(folder, record)))))
  rmSync(folder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES })
}

/** As removeRunFolder, in the last moment of a run that was interrupted: a worker may still be making folders, which the next run removes. */
export function abandonRunFolder(folder: string): void {
  try {
    removeRunFolder(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  }
}

/** A run that was killed leaves its folder, which bears the number of the process that made it. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0])
    if (processStamp(owner) === null) removeRunFolder(join(tmpdir(), name))
  }
}
