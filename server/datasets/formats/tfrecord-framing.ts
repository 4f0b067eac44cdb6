import { maskedCrc32c } from '../../crc32c.ts'
import { createByteReader } from './byte-reader.ts'

/** A record: its length (64 bits, little endian), the masked check sum of that, its bytes, the masked check sum of these ("TFRecord" in TensorFlow's documents). */
const LENGTH_BYTES = 8
const CHECKSUM_BYTES = 4
/** What comes before a record's bytes. */
export const HEAD_BYTES = LENGTH_BYTES + CHECKSUM_BYTES
const BYTES_PER_MEGABYTE = 1024 * 1024
/** A record holds one image; more is no image that is taken. */
const MOST_RECORD_BYTES = 256 * BYTES_PER_MEGABYTE

/** Whether bytes begin as a file of records does: the check sum of the first length is right. */
export const isRecordHead = (head: Buffer): boolean =>
  head.length >= HEAD_BYTES && head.readUInt32LE(LENGTH_BYTES) === maskedCrc32c(head.subarray(0, LENGTH_BYTES))

/** The records of a file, one after the other; throws where one is damaged or cut off, saying which. */
export async function* readRecords(stream: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  const bytes = createByteReader(stream)
  for (let number = 1; ; number++) {
    const head = await bytes.take(HEAD_BYTES)
    if (head.length === 0) return
    if (!isRecordHead(head)) throw new Error(`the length of record ${number} is damaged`)
    const length = head.readBigUInt64LE()
    if (length > MOST_RECORD_BYTES)
      throw new Error(`record ${number} holds more than ${MOST_RECORD_BYTES / BYTES_PER_MEGABYTE} MB`)
    const record = await bytes.take(Number(length))
    const checksum = await bytes.take(CHECKSUM_BYTES)
    if (checksum.length < CHECKSUM_BYTES) throw new Error(`it ends in the middle of record ${number}`)
    if (checksum.readUInt32LE() !== maskedCrc32c(record)) throw new Error(`the content of record ${number} is damaged`)
    yield record
  }
}
