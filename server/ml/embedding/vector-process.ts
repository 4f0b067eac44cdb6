import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { engineEnvironment } from '../engines/native-libraries.ts'
import type { VectorAnswer, VectorCommand } from './vector-messages.ts'

/** Thrown when the process that computes vectors fails, or ends before it has answered. */
export class VectorsFailed extends Error {
  override name = 'VectorsFailed'
}

/** What becomes of a command: the answer to each kind. */
type AnswerTo<K extends VectorCommand['type']> = Extract<
  VectorAnswer,
  { type: { embed: 'embedded'; layout: 'laidOut'; order: 'ordered' }[K] }
>
interface Asking {
  readonly signal?: AbortSignal | undefined
  /** Told how far it is, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}
interface Waiting extends Asking {
  resolve(answer: VectorAnswer): void
}

const NICENESS = 5
const ERROR_TAIL_CHARACTERS = 1000
/** A process that nobody asked for this long ends. */
const IDLE_MS = 60_000

/** One process that computes vectors and with vectors, started when first asked and ended when idle or when what it does is cancelled. */
export function createVectorProcess() {
  let running: { child: ChildProcess; waiting: Waiting[] } | null = null
  let idle: NodeJS.Timeout | undefined

  function end(): void {
    clearTimeout(idle)
    running?.child.kill('SIGKILL')
    running = null
  }

  return {
    /** Resolves with the answer; rejects with `VectorsFailed`, or with the signal's reason. */
    async ask<K extends VectorCommand['type']>(
      command: Extract<VectorCommand, { type: K }>,
      asking: Asking = {},
    ): Promise<AnswerTo<K>> {
      const { signal } = asking
      signal?.throwIfAborted()
      clearTimeout(idle)
      running ??= start((ended) => {
        if (running?.child === ended) running = null
      })
      const { child, waiting } = running
      signal?.addEventListener('abort', end, { once: true })
      try {
        const answer = await new Promise<VectorAnswer>((resolve) => {
          waiting.push({ resolve, ...asking })
          child.send(command)
        })
        signal?.throwIfAborted()
        if (answer.type === 'failed') throw new VectorsFailed(answer.message)
        // The seam where a command's kind meets the kind of its answer: the program answers each with its own.
        return answer as AnswerTo<K>
      } finally {
        signal?.removeEventListener('abort', end)
        clearTimeout(idle)
        if (waiting.length === 0) idle = setTimeout(end, IDLE_MS).unref()
      }
    },
    close: end,
  }
}
export type VectorProcess = ReturnType<typeof createVectorProcess>

function start(onEnd: (child: ChildProcess) => void): { child: ChildProcess; waiting: Waiting[] } {
  const child = fork(fileURLToPath(new URL('./vector-worker.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: engineEnvironment(process.env),
    serialization: 'advanced',
  })
  if (child.pid) setPriority(child.pid, NICENESS)
  const waiting: Waiting[] = []
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_TAIL_CHARACTERS)
  })
  child.on('message', (answer: VectorAnswer) => {
    if (answer.type === 'progress') waiting[0]?.onProgress?.(answer.fraction)
    else waiting.shift()?.resolve(answer)
  })
  const ended = (why: string) => {
    onEnd(child)
    const message = `The process that computes vectors ${why}${errors ? `; its last words: ${errors.trim()}` : ''}`
    for (const { resolve } of waiting.splice(0)) resolve({ type: 'failed', message })
  }
  child.on('error', (error) => ended(`does not start: ${error.message}`))
  child.once('close', (code, killedBy) => ended(killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`))
  return { child, waiting }
}
