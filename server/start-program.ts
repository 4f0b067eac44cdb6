import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A program of this server in a process of its own: what computes, or may end its process, does so there. */
export interface Program<Command extends Serializable> {
  readonly child: ChildProcess
  /** Whoever has just died hears nothing: its end says so, once. */
  tell(command: Command): void
  readonly ended: Promise<ProgramEnd>
  kill(): void
  /** Whether this process stays alive for it. */
  ref(): void
  unref(): void
}

/** How a program ended, as the end of a sentence that begins with its name; a program that could not be started has no last words. */
export interface ProgramEnd {
  readonly how: string
  /** The end of what it wrote to its error stream. */
  readonly lastWords: string
}

interface Start {
  readonly args?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** How far it stands back: 0 not at all, 19 behind everything. */
  readonly niceness?: number
  readonly mostHeapMb?: number
}

/** The server, and whoever draws labels, come first. */
const NICENESS = 5
const LAST_WORDS_CHARACTERS = 2000

/** Starts a program; it hears messages from the first moment on, and is expected to end when this process does. */
export function startProgram<Command extends Serializable>(
  file: URL,
  { args = [], environment = process.env, niceness = NICENESS, mostHeapMb }: Start = {},
): Program<Command> {
  const child = fork(fileURLToPath(file), args, {
    execArgv: [...(mostHeapMb ? [`--max-old-space-size=${mostHeapMb}`] : []), '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: environment,
  })
  if (child.pid) setPriority(child.pid, niceness)
  const errors = child.stderr
  let lastWords = ''
  errors?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS)
  })
  const ended = once(child, 'close').then(
    ([code, signal]) => ({ how: signal ? `was ended by ${signal}` : `ended with code ${code}`, lastWords: lastWords.trim() }),
    (error: Error) => ({ how: `does not start: ${error.message}`, lastWords: '' }),
  )
  const keepAlive = (how: 'ref' | 'unref') => {
    child[how]()
    child.channel?.[how]()
    if (errors instanceof Socket) errors[how]()
  }
  return {
    child,
    tell: (command) => void (child.connected && child.send(command, () => undefined)),
    ended,
    kill: () => void child.kill('SIGKILL'),
    ref: () => keepAlive('ref'),
    unref: () => keepAlive('unref'),
  }
}

/** The end of a program as the end of a sentence, with its last words. */
export function toldEnd({ how, lastWords }: ProgramEnd): string {
  return lastWords ? `${how}; its last words: ${lastWords}` : how
}
