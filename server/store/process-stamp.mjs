// Plain JavaScript: set-up runs it before any package exists.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Fields 3, 20 and 22 of /proc/PID/stat, counted from the one that follows the parenthesised name (proc(5)). */
const STATE = 0
const THREADS = 17
const START_TIME = 19

/**
 * A text that no other process with the same id ever has (boot and start time), or null when no such process lives.
 * A zombie lives no more, unless threads of it still do (and hold its files and ports).
 * Windows tells no start time cheaply: there the id alone counts.
 */
export function processStamp(pid) {
  if (!isAlive(pid)) return null
  if (process.platform === 'linux') return linuxStamp(pid)
  if (process.platform === 'win32') return String(pid)
  return posixStamp(pid)
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function linuxStamp(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[STATE] === 'Z' && Number(fields[THREADS]) <= 1) return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[START_TIME]}`
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null
    throw error
  }
}

function posixStamp(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
