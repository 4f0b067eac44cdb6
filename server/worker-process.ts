import { type ChildProcess, spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Log } from './log.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
const LOWER_PRIORITY = 5
const GRACE_MS = 12_000
/** One that has not even loaded its program by then never will: Node has been seen to stand still at that, once in a hundred starts on a machine at its limit. */
const LOAD_LIMIT_MS = 120_000
const PROGRAM = fileURLToPath(new URL('./run-worker.ts', import.meta.url))

interface Supervised {
  readonly environment: NodeJS.ProcessEnv
  readonly log: Log
  /** What it runs; it says "loaded" to its parent once it is. */
  readonly program?: string
  readonly loadLimitMs?: number
}

/** Keeps one worker process alive until closed; one that dies, or never loads, is started again, with growing pauses. */
export function superviseWorker({ environment, log, program = PROGRAM, loadLimitMs = LOAD_LIMIT_MS }: Supervised): {
  close(): Promise<void>
} {
  let closing = false
  let pause = FIRST_PAUSE_MS
  let child: ChildProcess
  let timer: NodeJS.Timeout | undefined

  function start(): void {
    const startedAt = Date.now()
    child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program], {
      env: environment,
      // No terminal signals: the server tells it when to end.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    if (child.pid !== undefined) yieldTo(child.pid)
    const started = child
    const tooLate = setTimeout(() => started.kill('SIGKILL'), loadLimitMs)
    child.once('message', () => clearTimeout(tooLate))
    child.once('exit', (code, signal) => {
      clearTimeout(tooLate)
      if (closing) return
      pause = Date.now() - startedAt > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pause * 2)
      log.warn({ code, signal, pause }, 'The worker ended; starting another')
      timer = setTimeout(start, pause)
    })
  }
  start()

  return {
    async close() {
      closing = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGTERM')
      const lastResort = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await ended
      clearTimeout(lastResort)
    },
  }
}

// People's strokes come first: the server keeps the processor when both want it.
function yieldTo(pid: number): void {
  try {
    setPriority(pid, LOWER_PRIORITY)
  } catch {
    // Not allowed everywhere, and only a courtesy.
  }
}
