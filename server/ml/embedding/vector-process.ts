import { type Program, startProgram, toldEnd } from '../../start-program.ts'
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

/** A process that nobody asked for this long ends. */
const IDLE_MS = 60_000

/** One process that computes vectors and with vectors, started when first asked and ended when idle or when what it does is cancelled. */
export function createVectorProcess() {
  let running: { program: Program<VectorCommand>; waiting: Waiting[] } | null = null
  let idle: NodeJS.Timeout | undefined

  function end(): void {
    clearTimeout(idle)
    running?.program.kill()
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
        if (running?.program === ended) running = null
      })
      const { program, waiting } = running
      signal?.addEventListener('abort', end, { once: true })
      try {
        const answer = await new Promise<VectorAnswer>((resolve) => {
          waiting.push({ resolve, ...asking })
          program.tell(command)
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

function start(onEnd: (program: Program<VectorCommand>) => void): { program: Program<VectorCommand>; waiting: Waiting[] } {
  const program = startProgram<VectorCommand>(new URL('./vector-worker.ts', import.meta.url), {
    environment: engineEnvironment(process.env),
  })
  const waiting: Waiting[] = []
  program.child.on('message', (answer: VectorAnswer) => {
    if (answer.type === 'progress') waiting[0]?.onProgress?.(answer.fraction)
    else waiting.shift()?.resolve(answer)
  })
  program.ended.then((end) => {
    onEnd(program)
    const message = `The process that computes vectors ${toldEnd(end)}`
    for (const { resolve } of waiting.splice(0)) resolve({ type: 'failed', message })
  })
  return { program, waiting }
}
