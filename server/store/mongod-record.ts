import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processStamp } from './process-stamp.mjs'

/** Which process serves a database folder: enough to find it again after a crash and never to mistake another for it. */
export interface MongodRecord {
  pid: number
  stamp: string
  port: number
}

const RECORD_FILE = 'mongod.json'

/** Notes which process serves the folder, in one piece. */
export function writeRecord(folder: string, record: MongodRecord): void {
  const file = join(folder, RECORD_FILE)
  writeFileSync(`${file}.new`, JSON.stringify(record))
  renameSync(`${file}.new`, file)
}

/** What was noted last, or null; kept after a stop so that the next start takes the same port. */
export function readRecord(folder: string): MongodRecord | null {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')) as MongodRecord
  } catch {
    rmSync(join(folder, RECORD_FILE), { force: true })
    return null
  }
}

/** Whether the very process of the record still lives. */
export function livesOn(record: MongodRecord): boolean {
  return processStamp(record.pid) === record.stamp
}
