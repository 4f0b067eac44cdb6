import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Transform } from 'node:stream'
import type { Run } from '#shared/domain/training.ts'
import { CommandParameters } from '#shared/pipeline/step-kinds.ts'
import { invalid } from '../errors.ts'
import type { StepAct } from './execute.ts'
import { readOwnVerdict } from './own-verdict.ts'

/** How an installation lets people's commands run: in containers of this program, on the machine itself, or not at all. */
export interface CommandRuntime {
  readonly mode: 'container' | 'process' | 'off'
  /** The program that runs containers: docker, podman, nerdctl. */
  readonly program: string
}

// Runs its first word beside a watch on file 3, the other end of which the worker holds: whether the line ends or the worker is killed, everything
// that it started ends with it.
const HELD = '(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & exec 3<&-; eval "$1"'

const LARGEST_OUTPUT_BYTES = 1_000_000
const MOST_LINES_LOGGED = 2_000
/** What is longer is broken: a program that never ends its line must not fill the memory. */
const LONGEST_LINE_BYTES = 64 * 1024
const MOST_LETTERS_LOGGED = 2_000
const KILLED_AFTER_MS = 10_000

/**
 * Runs a line of shell in a container (or on the machine, where the installation allows that) in a folder with `input.json`; what it
 * writes to `output.json` there is the step's output, what it says is the step's log. `LABELLOOP_KEY` is the same at every attempt. What it
 * started in the background ends with it, and all of it with the worker.
 */
export function commandStep(run: Run, { folder, runtime }: { folder: string; runtime: CommandRuntime }): StepAct {
  return {
    async run({ context, step, inputs, key, log }) {
      const { image, command, gives } = CommandParameters.parse(step.with)
      const place = join(folder, step.id)
      await rm(place, { recursive: true, force: true })
      await mkdir(place, { recursive: true })
      const given = { key, project: run.projectId, run: { id: run.id, number: run.number }, step: step.id, inputs }
      await writeFile(join(place, 'input.json'), JSON.stringify(given))
      const name = `labelloop-${key.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}`
      const { program, words } = lineOf(runtime, { image, command, place, name, key })
      if (runtime.mode === 'container') await removeLeftOver(runtime, name)
      const child = spawn(program, words, {
        cwd: place,
        env: { PATH: process.env.PATH, HOME: place, LABELLOOP_KEY: key, LABELLOOP_STEP: place },
        stdio: ['ignore', 'pipe', 'pipe', runtime.mode === 'process' ? 'pipe' : 'ignore'],
        detached: true,
      })
      const code = await ended(child, context.signal, log)
      if (context.signal.aborted) {
        if (runtime.mode === 'container') await removeLeftOver(runtime, name)
        throw context.signal.reason
      }
      if (code !== 0) throw invalid(`Expected the command of ${step.id} to end with 0, it ended with ${code}; its log says why`)
      const output = await readOutput(join(place, 'output.json'), step.id)
      return gives === 'verdict' ? readOwnVerdict(step.id, output) : output
    },
  }
}

function lineOf(
  { mode, program }: CommandRuntime,
  { image, command, place, name, key }: { image: string; command: string; place: string; name: string; key: string },
): { program: string; words: string[] } {
  if (mode === 'off')
    throw invalid('This installation runs no commands: LABELLOOP_COMMANDS=container lets them run in containers')
  if (mode === 'process') return { program: 'sh', words: ['-c', HELD, 'sh', command] }
  if (image === '') throw invalid('Expected the image of a container to run the command in, as "python:3.13-slim"')
  const environment = ['--env', `LABELLOOP_KEY=${key}`, '--env', 'LABELLOOP_STEP=/step']
  const mounted = ['--volume', `${place}:/step`, '--workdir', '/step']
  return { program, words: ['run', '--rm', '--name', name, ...environment, ...mounted, image, 'sh', '-c', command] }
}

// A container outlives a worker that was killed.
function removeLeftOver({ program }: CommandRuntime, name: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(program, ['rm', '--force', name], { stdio: 'ignore' })
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
}

function ended(child: ChildProcess, signal: AbortSignal, log: (line: string) => Promise<void>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let lines = 0
    let writing = Promise.resolve()
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream.pipe(breakingLines()) }).on('line', (line) => {
          if (++lines <= MOST_LINES_LOGGED) writing = writing.then(() => log(cut(line))).catch(() => undefined)
        })
    const stop = () => {
      signalGroup(child, 'SIGTERM')
      setTimeout(() => signalGroup(child, 'SIGKILL'), KILLED_AFTER_MS).unref()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    child.once('error', (error) => reject(invalid(`The command could not be started: ${error.message}`)))
    child.once('exit', () => child.stdio[3]?.destroy())
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      void writing.then(() => resolve(code))
    })
  })
}

const cut = (line: string): string => (line.length > MOST_LETTERS_LOGGED ? `${line.slice(0, MOST_LETTERS_LOGGED)} …` : line)

function breakingLines(): Transform {
  let unended = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const end = chunk.lastIndexOf('\n')
      unended = end < 0 ? unended + chunk.length : chunk.length - 1 - end
      if (unended < LONGEST_LINE_BYTES) return done(null, chunk)
      unended = 0
      this.push(chunk)
      done(null, '\n')
    },
  })
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It ended meanwhile.
  }
}

async function readOutput(file: string, step: string): Promise<unknown> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null) return null
  if (bytes.length > LARGEST_OUTPUT_BYTES)
    throw invalid(`Expected at most ${LARGEST_OUTPUT_BYTES} bytes in output.json of ${step}, got ${bytes.length}`)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw invalid(`Expected JSON in output.json of ${step}: ${error instanceof Error ? error.message : error}`)
  }
}
