import { maskedCrc32c } from './crc32c.ts'

const LENGTH_BYTES = 8
const CHECKSUM_BYTES = 4

/**
 * A record as it stands in a file of TFRecords: its length (64 bits, little endian), the masked check sum of that, its bytes, the masked check sum of
 * these ("TFRecord" in TensorFlow's documents).
 */
export function framed(record: Uint8Array): Buffer {
  const head = Buffer.alloc(LENGTH_BYTES + CHECKSUM_BYTES)
  head.writeBigUInt64LE(BigInt(record.length))
  head.writeUInt32LE(maskedCrc32c(head.subarray(0, LENGTH_BYTES)), LENGTH_BYTES)
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32LE(maskedCrc32c(record))
  return Buffer.concat([head, record, checksum])
}
