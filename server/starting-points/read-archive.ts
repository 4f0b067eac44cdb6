import { invalid } from '../errors.ts'
import { startProgram, toldEnd } from '../start-program.ts'
import type { ReadingAnswer, ReadingCommand, StartingPointSigns } from './reading-messages.ts'

/** Reads a network in a process of its own, which ends with it: hundreds of megabytes would hold the server up. */
export function readArchive(command: ReadingCommand): Promise<StartingPointSigns> {
  return new Promise((resolve, reject) => {
    const { child, tell, ended } = startProgram<ReadingCommand>(new URL('./reading.ts', import.meta.url))
    child.on('message', (answer: ReadingAnswer) =>
      answer.type === 'read' ? resolve(answer.signs) : reject(invalid(sentenceOf(answer.message))),
    )
    ended.then((end) => reject(new Error(`The process that reads networks ${toldEnd(end)}`)))
    tell(command)
  })
}

const sentenceOf = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1)
