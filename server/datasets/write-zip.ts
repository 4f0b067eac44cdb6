import { crc32 } from 'node:zlib'
import { Deflate, deflateSync } from 'fflate'
import type { WrittenFile } from './formats/format.ts'
import { centralHeader, dataDescriptor, endOfArchive, type FiledEntry, localHeader } from './zip-records.ts'

// The library's own archives end at 4 GB and 65,535 files; its compression is the same on every machine, unlike Node's.
const DEFLATE_LEVEL = 6
/** Text is packed in pieces of about this many characters. */
const PIECE = 64 * 1024
/** An archive is handed on in blocks of about this many bytes. */
const BLOCK_BYTES = 256 * 1024
const NOTHING = new Uint8Array(0)

/** What is kept under a hash. */
interface Contents {
  open(hash: string): AsyncIterable<Uint8Array>
}

/** An archive of the files in blocks: label files packed, images (packed already) as they are. `onFile` is called before each. */
export const writeZip = (
  files: AsyncIterable<WrittenFile>,
  blobs: Contents,
  onFile: () => Promise<void>,
): AsyncIterable<Uint8Array> => inBlocks(zipRecords(files, blobs, onFile))

// Whoever writes it waits for the disk once a chunk: the three of a small label file would cost more than packing it.
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    length += chunk.length
    if (length < BLOCK_BYTES) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}

async function* zipRecords(
  files: AsyncIterable<WrittenFile>,
  blobs: Contents,
  onFile: () => Promise<void>,
): AsyncIterable<Uint8Array> {
  const entries: FiledEntry[] = []
  let offset = 0
  for await (const { path, content } of files) {
    await onFile()
    const isPacked = 'text' in content
    const header = localHeader(path, isPacked)
    yield header
    const sums = { crc: 0, bytes: 0, packed: 0 }
    const raw = counted(chunksOf(content, blobs), sums)
    for await (const chunk of isPacked ? packed(raw) : raw) {
      sums.packed += chunk.length
      yield chunk
    }
    const entry = { path, isPacked, offset, ...sums }
    const descriptor = dataDescriptor(entry)
    yield descriptor
    entries.push(entry)
    offset += header.length + sums.packed + descriptor.length
  }
  let length = 0
  for (const entry of entries) {
    const header = centralHeader(entry)
    length += header.length
    yield header
  }
  yield endOfArchive({ entries: entries.length, offset, length })
}

function chunksOf(content: WrittenFile['content'], blobs: Contents): AsyncIterable<Uint8Array> {
  if ('blob' in content) return blobs.open(content.blob)
  return 'bytes' in content ? inTurn(content.bytes) : pieces(content.text)
}

async function* inTurn(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* chunks
}

// A line at a time would cost more in calls than in bytes.
async function* pieces(text: AsyncIterable<string> | Iterable<string>): AsyncIterable<Uint8Array> {
  let waiting: string[] = []
  let length = 0
  for await (const part of text) {
    waiting.push(part)
    length += part.length
    if (length < PIECE) continue
    yield Buffer.from(waiting.join(''))
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.from(waiting.join(''))
}

async function* counted(chunks: AsyncIterable<Uint8Array>, sums: { crc: number; bytes: number }): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    sums.crc = crc32(chunk, sums.crc)
    sums.bytes += chunk.length
    yield chunk
  }
}

// A stream of the library's own takes a quarter of a megabyte: most label files are one small piece.
async function* packed(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const pieces = chunks[Symbol.asyncIterator]()
  const [first, second] = [await pieces.next(), await pieces.next()]
  if (second.done) {
    yield deflateSync(first.done ? NOTHING : new Uint8Array(first.value), { level: DEFLATE_LEVEL })
    return
  }
  const ready: Uint8Array[] = []
  const deflate = new Deflate({ level: DEFLATE_LEVEL }, (chunk) => ready.push(chunk))
  for (let piece: IteratorResult<Uint8Array> = first; !piece.done; piece = piece === first ? second : await pieces.next()) {
    // The library takes the memory of what it gets for its own, and a view may be a part of a larger one.
    deflate.push(new Uint8Array(piece.value))
    yield* ready.splice(0)
  }
  deflate.push(NOTHING, true)
  yield* ready.splice(0)
}
