/** Takes a stream apart into pieces of the lengths that are asked for. */
export interface ByteReader {
  /** The next bytes; fewer, or none, where the stream ends before. */
  take(length: number): Promise<Buffer>
}

/** A reader of a stream's bytes. It holds one piece and what came with it. */
export function createByteReader(stream: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]()
  let waiting: Buffer[] = []
  let held = 0
  return {
    async take(length) {
      while (held < length) {
        const { done, value } = await chunks.next()
        if (done) break
        waiting.push(Buffer.from(value.buffer, value.byteOffset, value.length))
        held += value.length
      }
      const all = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting)
      waiting = all.length > length ? [all.subarray(length)] : []
      held = Math.max(0, all.length - length)
      return all.subarray(0, length)
    },
  }
}
