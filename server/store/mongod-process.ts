import { spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { explainMongodExit } from './mongod-failure.ts'
import { livesOn, type MongodRecord } from './mongod-record.ts'
import { processStamp } from './process-stamp.mjs'
import { REPLICA_SET, withDirectAdmin } from './replica-set.ts'

const CACHE_GB = 0.25
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
const POLL_MS = 25
/** A primary waits this long for others to take over before it ends; a set of one has no others. */
const TAKE_OVER_MS = 0

/** Where a private `mongod` keeps what. */
export function mongodPaths(folder: string) {
  return { database: join(folder, 'database'), log: join(folder, 'mongod.log'), output: join(folder, 'mongod.out') }
}

/** Starts `mongod` apart from this process's group (Ctrl+C must not reach it) and waits until it answers. */
export async function launchMongod(deps: { binary: string; folder: string; port: number }): Promise<MongodRecord> {
  const { binary, folder, port } = deps
  const paths = mongodPaths(folder)
  keepOneOldLog(paths.log)
  const output = openSync(paths.output, 'w')
  const child = spawn(binary, mongodArguments(paths, port), { detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  let ended: string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = signal ?? `code ${code}`
  })
  child.unref()
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(port))) {
    if (ended !== null) throw explainMongodExit({ ...deps, ...paths, ended })
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw explainMongodExit({ ...deps, ...paths, ended: `no answer within ${START_TIMEOUT_MS / 1000} s` })
    }
    await sleep(POLL_MS)
  }
  const pid = child.pid
  const stamp = pid === undefined ? null : processStamp(pid)
  if (pid === undefined || stamp === null || ended !== null)
    throw explainMongodExit({ ...deps, ...paths, ended: ended ?? 'at once' })
  return { pid, stamp, port }
}

/** Ends the process of the record, gracefully first, and waits until it is gone. */
export async function endMongod(record: MongodRecord): Promise<void> {
  if (!livesOn(record)) return
  process.kill(record.pid, 'SIGTERM')
  if (await goneWithin(record, STOP_TIMEOUT_MS)) return
  process.kill(record.pid, 'SIGKILL')
  await goneWithin(record, STOP_TIMEOUT_MS)
}

async function goneWithin(record: MongodRecord, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds
  while (livesOn(record)) {
    if (Date.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}

async function answers(port: number): Promise<boolean> {
  try {
    await withDirectAdmin(port, (command) => command({ ping: 1 }))
    return true
  } catch {
    return false
  }
}

function mongodArguments(paths: { database: string; log: string }, port: number): string[] {
  const socketFile = process.platform === 'win32' ? [] : ['--nounixsocket']
  return [
    ...['--dbpath', paths.database, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', REPLICA_SET],
    ...['--wiredTigerCacheSizeGB', String(CACHE_GB), '--logpath', paths.log, ...socketFile],
    ...['--setParameter', `shutdownTimeoutMillisForSignaledShutdown=${TAKE_OVER_MS}`],
  ]
}

function keepOneOldLog(log: string): void {
  rmSync(`${log}.old`, { force: true })
  try {
    renameSync(log, `${log}.old`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
