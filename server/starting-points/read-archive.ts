import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { invalid } from '../errors.ts'
import type { ReadingAnswer, ReadingCommand, StartingPointSigns } from './reading-messages.ts'

const NICENESS = 5
const ERROR_TAIL_CHARACTERS = 500

/** Reads a network in a process of its own, which ends with it: hundreds of megabytes would hold the server up. */
export function readArchive(command: ReadingCommand): Promise<StartingPointSigns> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./reading.ts', import.meta.url)), {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    if (child.pid) setPriority(child.pid, NICENESS)
    let errors = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERROR_TAIL_CHARACTERS)
    })
    child.on('message', (answer: ReadingAnswer) =>
      answer.type === 'read' ? resolve(answer.signs) : reject(invalid(sentenceOf(answer.message))),
    )
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`The process that reads networks ended with code ${code}: ${errors.trim()}`)))
    child.send(command)
  })
}

const sentenceOf = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1)
