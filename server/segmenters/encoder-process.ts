import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { invalid } from '../errors.ts'
import type { EncoderAnswer, EncoderCommand } from './encoder-messages.ts'

type Answered<K extends EncoderAnswer['type']> = Extract<EncoderAnswer, { type: K }>
/** A process that computes for a segmenter: nothing that computes tensors runs in the server's own. */
export type EncoderProcess = ReturnType<typeof startEncoder>

const NICENESS = 5
const ERROR_TAIL_CHARACTERS = 500

/** Starts a process that lives until it is ended; what it cannot do is refused with its sentence. */
export function startEncoder() {
  const child = fork(fileURLToPath(new URL('./encoder.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  if (child.pid) setPriority(child.pid, NICENESS)
  const waiting: ((answer: EncoderAnswer) => void)[] = []
  let ended: EncoderAnswer | null = null
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_TAIL_CHARACTERS)
  })
  child.on('message', (answer: EncoderAnswer) => waiting.shift()?.(answer))
  const end = (why: string) => {
    ended = { type: 'failed', message: `The segmenter's process ${why}${errors ? `; its last words: ${errors.trim()}` : ''}` }
    for (const tell of waiting.splice(0)) tell(ended)
  }
  child.on('error', (error) => end(`does not start: ${error.message}`))
  child.once('close', (code, killedBy) => end(killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`))

  const ask = (command: EncoderCommand): Promise<EncoderAnswer> =>
    new Promise((resolve) => {
      if (ended) return resolve(ended)
      waiting.push(resolve)
      child.send(command)
    })
  return {
    inspect: async (files: { encoder: string; decoder: string }) =>
      expected('inspected', await ask({ type: 'inspect', ...files })).signs,
    encode: async (command: Omit<Extract<EncoderCommand, { type: 'encode' }>, 'type'>) =>
      expected('encoded', await ask({ type: 'encode', ...command })).embedding,
    hasEnded: () => ended !== null,
    end: () => void child.kill('SIGKILL'),
  }
}

function expected<K extends EncoderAnswer['type']>(type: K, answer: EncoderAnswer): Answered<K> {
  if (answer.type === 'failed') throw invalid(answer.message)
  if (answer.type !== type) throw new Error(`Expected the segmenter's process to have ${type}, got ${answer.type}`)
  return answer as Answered<K>
}
