import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isListening } from './listening-port.ts'
import { explainMongodExit } from './mongod-failure.ts'
import { livesOn, type MongodFiles, type MongodRecord, putOldLogAside, readRecord, writeRecord } from './mongod-files.ts'
import { processStamp } from './process-stamp.mjs'
import { REPLICA_SET, withDirectConnection } from './replica-set.ts'

/** Its cache: this share of the machine's memory within these bounds. Indexes of a million labels take about one gigabyte. */
const CACHE = { share: 1 / 16, leastGB: 0.25, mostGB: 2 } as const
const BYTES_PER_GB = 1024 ** 3
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
const POLL_MS = 25
/** A primary waits this long for others to take over before it ends; a set of one has no others. */
const TAKE_OVER_MS = 0

/** Starts `mongod` apart from this process's group (Ctrl+C must not reach it), notes it, and waits until it answers. */
export async function launchMongod(binary: string, files: MongodFiles, port: number): Promise<MongodRecord> {
  putOldLogAside(files)
  const child = spawnDetached(binary, mongodArguments(files, port), files.output)
  const end = endOf(child)
  const record = recordOf(child, port)
  if (record !== null) writeRecord(files, record)
  const deadline = Date.now() + START_TIMEOUT_MS
  while (record !== null && end.reason === null && Date.now() < deadline) {
    if (await answers(port)) return record
    await sleep(POLL_MS)
  }
  child.kill('SIGKILL')
  await end.happened
  throw explainMongodExit({ binary, files, port, ended: end.reason ?? `no answer within ${START_TIMEOUT_MS / 1000} s` })
}

/** Ends the process of the record, gracefully first, and waits until it is gone. */
export async function endMongod(record: MongodRecord): Promise<void> {
  if (!livesOn(record)) return
  process.kill(record.pid, 'SIGTERM')
  if (await goneWithin(record, STOP_TIMEOUT_MS)) return
  process.kill(record.pid, 'SIGKILL')
  await goneWithin(record, STOP_TIMEOUT_MS)
}

/** Ends whatever `mongod` is noted in the files at once, without waiting: for the last moment of a process. */
export function killMongod(files: MongodFiles): void {
  const record = readRecord(files)
  if (record !== null && livesOn(record)) process.kill(record.pid, 'SIGKILL')
}

function mongodArguments(files: MongodFiles, port: number): string[] {
  const socketFile = process.platform === 'win32' ? [] : ['--nounixsocket']
  return [
    ...['--dbpath', files.database, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', REPLICA_SET],
    ...['--wiredTigerCacheSizeGB', cacheGB().toFixed(2), '--logpath', files.log, ...socketFile],
    ...['--setParameter', `shutdownTimeoutMillisForSignaledShutdown=${TAKE_OVER_MS}`],
  ]
}

function cacheGB(): number {
  // A container may have less than its machine.
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.min(CACHE.mostGB, Math.max(CACHE.leastGB, (memory * CACHE.share) / BYTES_PER_GB))
}

function spawnDetached(binary: string, args: string[], outputFile: string): ChildProcess {
  const output = openSync(outputFile, 'w')
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  child.unref()
  return child
}

/** Why the child ended (null while it runs), and the moment when it does. */
function endOf(child: ChildProcess): { reason: string | null; happened: Promise<void> } {
  const end = { reason: null as string | null, happened: Promise.resolve() }
  end.happened = new Promise((resolve) => {
    const ended = (reason: string) => {
      end.reason ??= reason
      resolve()
    }
    child.once('error', (error) => ended(error.message))
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`))
  })
  return end
}

/** Null when the program could not even be started. */
function recordOf(child: ChildProcess, port: number): MongodRecord | null {
  const stamp = child.pid === undefined ? null : processStamp(child.pid)
  return child.pid === undefined || stamp === null ? null : { pid: child.pid, stamp, port }
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
  if (!(await isListening(port))) return false
  try {
    await withDirectConnection(port, (client) => client.db('admin').command({ ping: 1 }))
    return true
  } catch {
    return false
  }
}
