import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { processStamp } from './process-stamp.mjs'

/** Where the private `mongod` of a data folder keeps what. */
export interface MongodFiles {
  folder: string
  database: string
  log: string
  /** What it says before its log is open, for example that a library is missing. */
  output: string
  record: string
}

/** Which process serves the database: enough to find it again after a crash and never to mistake another for it. */
export interface MongodRecord {
  pid: number
  stamp: string
  port: number
}

/** The files of the private `mongod` below a data folder. */
export function mongodFiles(dataFolder: string): MongodFiles {
  const folder = join(resolve(dataFolder), 'mongod')
  const of = (name: string) => join(folder, name)
  return { folder, database: of('database'), log: of('mongod.log'), output: of('mongod.out'), record: of('mongod.json') }
}

/** Notes which process serves the database, in one piece. */
export function writeRecord(files: MongodFiles, record: MongodRecord): void {
  writeFileSync(`${files.record}.new`, JSON.stringify(record))
  renameSync(`${files.record}.new`, files.record)
}

/** What was noted last, or null; kept after a stop so that the next start takes the same port. */
export function readRecord(files: MongodFiles): MongodRecord | null {
  try {
    return JSON.parse(readFileSync(files.record, 'utf8')) as MongodRecord
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
}

/** Whether the very process of the record still lives. */
export function livesOn(record: MongodRecord): boolean {
  return processStamp(record.pid) === record.stamp
}

/** Only the last start's log is kept beside the present one. */
export function putOldLogAside(files: MongodFiles): void {
  try {
    rmSync(`${files.log}.old`, { force: true })
    renameSync(files.log, `${files.log}.old`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
