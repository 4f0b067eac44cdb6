import { invalid } from '../errors.ts'
import { startProgram, toldEnd } from '../start-program.ts'
import type { EncoderAnswer, EncoderCommand } from './encoder-messages.ts'

type Answered<K extends EncoderAnswer['type']> = Extract<EncoderAnswer, { type: K }>
/** A process that computes for a segmenter: nothing that computes tensors runs in the server's own. */
export type EncoderProcess = ReturnType<typeof startEncoder>

/** Starts a process that lives until it is ended; what it cannot do is refused with its sentence. */
export function startEncoder() {
  const program = startProgram<EncoderCommand>(new URL('./encoder.ts', import.meta.url))
  const waiting: ((answer: EncoderAnswer) => void)[] = []
  let failed: EncoderAnswer | null = null
  program.child.on('message', (answer: EncoderAnswer) => waiting.shift()?.(answer))
  program.ended.then((end) => {
    failed = { type: 'failed', message: `The segmenter's process ${toldEnd(end)}` }
    for (const tell of waiting.splice(0)) tell(failed)
  })

  const ask = (command: EncoderCommand): Promise<EncoderAnswer> =>
    new Promise((resolve) => {
      if (failed) return resolve(failed)
      waiting.push(resolve)
      program.tell(command)
    })
  return {
    inspect: async (files: { encoder: string; decoder: string }) =>
      expected('inspected', await ask({ type: 'inspect', ...files })).signs,
    encode: async (command: Omit<Extract<EncoderCommand, { type: 'encode' }>, 'type'>) =>
      expected('encoded', await ask({ type: 'encode', ...command })).embedding,
    hasEnded: () => failed !== null,
    end: program.kill,
  }
}

function expected<K extends EncoderAnswer['type']>(type: K, answer: EncoderAnswer): Answered<K> {
  if (answer.type === 'failed') throw invalid(answer.message)
  if (answer.type !== type) throw new Error(`Expected the segmenter's process to have ${type}, got ${answer.type}`)
  return answer as Answered<K>
}
