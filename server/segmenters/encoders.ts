import type { Segmenter } from '#shared/domain/segmenter.ts'
import type { PlainTensor } from '#shared/segmenter/decoder-inputs.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { ImageToEncode } from './encoder-messages.ts'
import { type EncoderProcess, startEncoder } from './encoder-process.ts'

/** Encoders of this many segmenters are kept open; more would only take memory. */
const MOST_ENCODERS = 2
/** An encoder that nobody asked for this long ends. */
const IDLE_MS = 300_000

export type Encoders = ReturnType<typeof createEncoders>

/** Encoder processes, one per encoder, started when first asked and ended when idle. */
export function createEncoders({ blobs }: { blobs: Pick<BlobStore, 'onDisk'> }) {
  const running = new Map<string, { process: EncoderProcess; idle: NodeJS.Timeout }>()

  function end(hash: string): void {
    const entry = running.get(hash)
    if (!entry) return
    running.delete(hash)
    clearTimeout(entry.idle)
    entry.process.end()
  }

  function processOf(hash: string): EncoderProcess {
    const known = running.get(hash)
    if (known) clearTimeout(known.idle)
    running.delete(hash)
    const process = known && !known.process.hasEnded() ? known.process : startEncoder()
    running.set(hash, { process, idle: setTimeout(() => end(hash), IDLE_MS).unref() })
    for (const oldest of [...running.keys()].slice(0, -MOST_ENCODERS)) end(oldest)
    return process
  }

  return {
    async encode({ encoder, frame }: Segmenter, image: ImageToEncode): Promise<PlainTensor> {
      const file = await blobs.onDisk(encoder.hash)
      return processOf(encoder.hash).encode({ encoder: file, frame, image })
    },
    close() {
      for (const hash of [...running.keys()]) end(hash)
    },
  }
}
