import type { InferenceSession } from 'onnxruntime-node'
import type { EncoderAnswer, EncoderCommand } from './encoder-messages.ts'
import { imageTensor } from './image-tensor.ts'
import { inspectSegmenter, openModel, runEncoder } from './inspect-segmenter.ts'

/** The program of an encoder process: one command after the other, with one encoder that stays open. */
let session: Promise<InferenceSession> | null = null
let work: Promise<void> = Promise.resolve()

process.on('disconnect', () => process.exit(0))
process.on('message', (command: EncoderCommand) => {
  work = work.then(() => answer(command)).then((said) => void process.send?.(said))
})

async function answer(command: EncoderCommand): Promise<EncoderAnswer> {
  try {
    if (command.type === 'inspect') return { type: 'inspected', signs: await inspectSegmenter(command) }
    session ??= openModel('encoder', command.encoder)
    const pixels = await imageTensor(command.image, command.frame)
    return { type: 'encoded', embedding: await runEncoder(await session, pixels, command.frame) }
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
