const BYTE_VALUES = 256
const BITS = 8
const START = 0xffffffff

/** The check sum of PNG and zip files (ISO/IEC 15948, annex D). */
export const crc32 = checksumBy(0xedb88320)
/** CRC-32C, with the polynomial of Castagnoli (RFC 3720, appendix B.4). */
export const crc32c = checksumBy(0x82f63b78)

/** A cyclic redundancy check of 32 bits by its polynomial, bits reversed. */
function checksumBy(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: BYTE_VALUES }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < BITS; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
  return (bytes) => {
    let value = START
    for (let at = 0; at < bytes.length; at++)
      value = (table[(value ^ (bytes[at] as number)) & (BYTE_VALUES - 1)] as number) ^ (value >>> BITS)
    return (value ^ START) >>> 0
  }
}
