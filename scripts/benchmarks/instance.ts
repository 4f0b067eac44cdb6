import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '#server/store/listening-port.ts'
import { type Api, createApi } from '../cli/api.ts'
import { readConnection } from '../cli/connection.ts'
import { childrenOf, end, hasEnded, processes } from './child-processes.ts'

const LAUNCHER = fileURLToPath(new URL('../labelloop.mjs', import.meta.url))
const START_LIMIT_MS = 180_000
const LOOK_EVERY_MS = 100
const INTERRUPTIONS = ['SIGINT', 'SIGTERM'] as const
const EXIT_INTERRUPTED = 130

/** A whole Labelloop of its own: free port, temporary data folder, database, server, worker. */
export interface Instance {
  readonly url: string
  api(): Promise<Api>
  /** Runs a command line to its end and gives its JSON document; a failed one rejects with its messages. */
  command(words: readonly string[], limitSeconds: number): Promise<unknown>
  /** Starts the server again after it was killed. */
  start(): Promise<void>
  /** `kill -9` of the server's process. */
  killServer(): Promise<void>
  /** `kill -9` of the worker's process, which the server starts again; false where none was alive. */
  killWorker(): boolean
  /** `kill -9` of what the worker runs: the trainer or a predictor, the newest; false where there is none. */
  killBelowWorker(): boolean
  /** `kill -9` of the database, which the server starts again; false where none was alive. */
  killDatabase(): boolean
  /** Ends everything and removes the data. */
  stop(): Promise<void>
}

/** Starts an instance on a new folder below `under` and waits until it is ready; `stop` it in a `finally`. */
export async function startInstance(name: string, under = tmpdir()): Promise<Instance> {
  const dataFolder = await mkdtemp(join(under, `labelloop-${name}-`))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LABELLOOP_PORT: String(port),
    LABELLOOP_DATA: dataFolder,
    LABELLOOP_URL: url,
  }
  delete environment.LABELLOOP_TOKEN
  // As under `npm start`: the machine is set up, and a start measures nothing but itself.
  environment.npm_lifecycle_event = 'start'
  let server: ChildProcess | null = null
  const commands = new Set<ChildProcess>()

  const childOfServer = (name: string) =>
    server?.pid === undefined ? undefined : childrenOf(server.pid).find(({ program }) => program.includes(name))
  const kill = (victim: { pid: number } | undefined) => {
    if (victim) process.kill(victim.pid, 'SIGKILL')
    return victim !== undefined
  }
  const instance: Instance = {
    url,
    api: async () => createApi(await readConnection(environment), { patienceMs: START_LIMIT_MS }),
    command: (words, limitSeconds) => runCommand(words, { environment, limitSeconds, commands }),
    async start() {
      const child = spawn(process.execPath, [LAUNCHER, 'up'], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
      server = child
      await untilReady(url, child)
    },
    async killServer() {
      if (server) await end(server, 'SIGKILL')
    },
    killWorker: () => kill(childOfServer('run-worker')),
    killBelowWorker() {
      const worker = childOfServer('run-worker')
      return kill(worker && childrenOf(worker.pid).findLast(({ program }) => /trainer|predictor/.test(program)))
    },
    killDatabase: () => kill(processes().find(({ program }) => program.includes('mongod') && program.includes(dataFolder))),
    async stop() {
      for (const signal of INTERRUPTIONS) process.removeListener(signal, interrupted)
      for (const child of commands) child.kill('SIGTERM')
      // A server that was killed has left its database behind: the next one adopts it, and takes it down with itself.
      if (!server || hasEnded(server)) await instance.start()
      if (server) await end(server, 'SIGTERM')
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
  const interrupted = () => void instance.stop().finally(() => process.exit(EXIT_INTERRUPTED))
  for (const signal of INTERRUPTIONS) process.once(signal, interrupted)
  try {
    await instance.start()
  } catch (error) {
    for (const signal of INTERRUPTIONS) process.removeListener(signal, interrupted)
    if (server) await end(server, 'SIGTERM')
    await rm(dataFolder, { recursive: true, force: true })
    throw error
  }
  return instance
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
    if (hasEnded(server))
      throw new Error(`Expected the server to start, but it ended with ${server.exitCode ?? server.signalCode}`)
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) return
  }
  throw new Error(`Expected ${url}/readyz to answer within ${START_LIMIT_MS / 1000} s`)
}

interface CommandSettings {
  readonly environment: NodeJS.ProcessEnv
  readonly limitSeconds: number
  /** Those under way. */
  readonly commands: Set<ChildProcess>
}

async function runCommand(words: readonly string[], { environment, limitSeconds, commands }: CommandSettings): Promise<unknown> {
  const child = spawn(process.execPath, [LAUNCHER, ...words, '--json'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  commands.add(child)
  const limit = setTimeout(() => child.kill('SIGTERM'), limitSeconds * 1000)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(limit)
  commands.delete(child)
  if (code !== 0)
    throw new Error(`Expected "${words.join(' ')}" to succeed within ${limitSeconds} s, but it ended with ${code}: ${output}`)
  return JSON.parse(output)
}
