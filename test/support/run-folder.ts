import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mongodFiles } from '#server/store/mongod-files.ts'
import { killMongod } from '#server/store/mongod-process.ts'
import { processStamp } from '#server/store/process-stamp.mjs'
import { roomyMemory } from './roomy-memory.ts'

const PREFIX = 'labelloop-test-run-'
const RECORD = join('mongod', 'mongod.json')
/** A process that was just killed may still be closing its files. */
const REMOVAL_RETRIES = 5

/** The folder of this run of tests: everything temporary is made inside, so that one place needs cleaning, whatever happens. */
export function makeRunFolder(): string {
  for (const place of new Set([tmpdir(), roomyMemory() ?? tmpdir()])) removeLeftovers(place)
  return mkdtempSync(join(roomyMemory() ?? tmpdir(), `${PREFIX}${process.pid}-`))
}

/** Ends every private `mongod` that a test left in the folder, and removes the folder. */
export function removeRunFolder(folder: string): void {
  for (const record of filesIn(folder).filter((path) => path.endsWith(RECORD))) killMongod(mongodFiles(dirname(dirname(record))))
  rmSync(folder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES })
}

/** Every file below; what goes while this looks, as a browser that ends takes its own, is passed over. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return []
  }
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
function removeLeftovers(place: string): void {
  for (const name of readdirSync(place).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0])
    if (processStamp(owner) === null) removeRunFolder(join(place, name))
  }
}
