import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { MOST_DECODER_BYTES, MOST_ENCODER_BYTES } from '#shared/domain/segmenter.ts'
import { AppError, invalid } from '../errors.ts'

/** The two files of a segmenter, on this machine's disk. */
export interface ReceivedFiles {
  readonly encoder: string
  readonly decoder: string
}

/** Writes a body that is an encoder of so many bytes and then a decoder into two files, which live as long as `use` runs. */
export async function receivingFiles<T>(
  body: AsyncIterable<Uint8Array>,
  encoderBytes: number,
  use: (files: ReceivedFiles) => Promise<T>,
): Promise<T> {
  if (encoderBytes > MOST_ENCODER_BYTES) throw tooLarge('encoder', MOST_ENCODER_BYTES)
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-segmenter-'))
  try {
    const files = { encoder: join(folder, 'encoder.onnx'), decoder: join(folder, 'decoder.onnx') }
    await split(body, encoderBytes, files)
    return await use(files)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function split(body: AsyncIterable<Uint8Array>, encoderBytes: number, files: ReceivedFiles): Promise<void> {
  const [encoder, decoder] = [createWriteStream(files.encoder), createWriteStream(files.decoder)]
  let received = 0
  try {
    for await (const chunk of body) {
      const rest = Math.max(0, encoderBytes - received)
      received += chunk.length
      if (received - encoderBytes > MOST_DECODER_BYTES) throw tooLarge('decoder', MOST_DECODER_BYTES)
      await write(encoder, chunk.subarray(0, rest))
      await write(decoder, chunk.subarray(rest))
    }
  } finally {
    encoder.end()
    decoder.end()
    await Promise.all([finished(encoder), finished(decoder)])
  }
  if (received <= encoderBytes)
    throw invalid(`Expected an encoder of ${encoderBytes} bytes and a decoder behind it, got ${received} bytes in all`)
}

async function write(file: WriteStream, bytes: Uint8Array): Promise<void> {
  if (bytes.length > 0 && !file.write(bytes)) await once(file, 'drain')
}

const tooLarge = (what: string, most: number) =>
  new AppError('too_large', `Expected the ${what} to have at most ${most / 1e6} MB: it has more`)
