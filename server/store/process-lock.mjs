// Plain JavaScript: set-up takes the same kind of lock before any package exists.
import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { processStamp } from './process-stamp.mjs'

/** A steal takes microseconds: a guard folder of this age was left by a process that died in one. */
const STEAL_GUARD_MAX_AGE_MS = 10_000
const STEAL_RETRY_MS = 20

/**
 * Takes the lock `file` for this process: `{ release }`, or `{ holder }` (process id) when a living process has it.
 * The file appears whole (link of a finished file); a lock is stale when its process is gone or its id was given to another.
 */
export function takeProcessLock(file) {
  mkdirSync(dirname(file), { recursive: true })
  const own = { pid: process.pid, stamp: processStamp(process.pid) }
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  writeFileSync(draft, JSON.stringify(own))
  try {
    for (;;) {
      if (linked(draft, file) || stealStale(file, draft)) return held(file, own)
      const holder = livingHolder(file)
      if (holder !== null) return { holder }
      pause(STEAL_RETRY_MS)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function held(file, own) {
  return {
    release() {
      const record = readRecord(file)
      if (record?.pid === own.pid && record.stamp === own.stamp) rmSync(file, { force: true })
    },
  }
}

/** The id of the living process that holds the lock `file`, or null. */
function livingHolder(file) {
  const record = readRecord(file)
  if (!record) return null
  const stamp = processStamp(record.pid)
  return stamp !== null && stamp === record.stamp ? record.pid : null
}

/** Only one process at a time judges and removes a stale lock, so that none removes the fresh lock of a faster one. */
function stealStale(file, draft) {
  if (livingHolder(file) !== null) return false
  const guard = `${file}.stealing`
  if (!guardTaken(guard)) return false
  try {
    if (livingHolder(file) !== null) return false
    rmSync(file, { force: true })
    return linked(draft, file)
  } finally {
    rmdirSync(guard)
  }
}

function guardTaken(guard) {
  try {
    mkdirSync(guard)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    removeOldGuard(guard)
    return false
  }
}

function removeOldGuard(guard) {
  const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  if (age < STEAL_GUARD_MAX_AGE_MS) return
  const aside = `${guard}.${process.pid}`
  try {
    renameSync(guard, aside)
    rmdirSync(aside)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function linked(draft, file) {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}
