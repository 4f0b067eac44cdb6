const BYTE_VALUES = 256
const BITS = 8
const START = 0xffffffff
/** The polynomial of Castagnoli, bits reversed. */
const POLYNOMIAL = 0x82f63b78
const WORD_BITS = 32
/** TFRecord turns and shifts its check sums, so that one over bytes that hold others is no trivial one (tensorflow/core/lib/hash/crc32c.h). */
const MASK = { turn: 15, delta: 0xa282ead8 } as const

const TABLE = Uint32Array.from({ length: BYTE_VALUES }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < BITS; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
})

/** The CRC-32C of some bytes, as an unsigned number of 32 bits (RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  let value = START
  for (let at = 0; at < bytes.length; at++)
    value = (TABLE[(value ^ (bytes[at] as number)) & (BYTE_VALUES - 1)] as number) ^ (value >>> BITS)
  return (value ^ START) >>> 0
}

/** The same as TFRecord writes it. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const value = crc32c(bytes)
  return (((value >>> MASK.turn) | (value << (WORD_BITS - MASK.turn))) + MASK.delta) >>> 0
}
