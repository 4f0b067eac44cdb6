/** How a field's value stands in a message (Protocol Buffers, "Encoding"). */
const WIRE = { varint: 0, eightBytes: 1, delimited: 2, fourBytes: 5 } as const
const TYPE_BITS = 3n
const TYPE_MASK = 7n
const GROUP_BITS = 7n
const GROUP_MASK = 0x7fn
const MORE_BIT = 0x80n
const MOST_VARINT_BYTES = 10
const FIXED_BYTES = { 1: 8, 5: 4 } as const

/** One field of a message: its number, and its bytes or its whole number. */
export interface WireField {
  readonly number: number
  readonly value: Buffer | bigint
}

/** The fields of a message in their order; throws where its bytes are none. */
export function* wireFields(message: Buffer): Iterable<WireField> {
  for (let at = 0; at < message.length; ) {
    const key = varint(message, at)
    const number = Number(key.value >> TYPE_BITS)
    const type = Number(key.value & TYPE_MASK)
    at = key.end
    if (type === WIRE.varint) {
      const { value, end } = varint(message, at)
      yield { number, value }
      at = end
      continue
    }
    const { start, end } = extentOf(message, at, type)
    if (end > message.length) throw new Error('a field of it is cut off')
    yield { number, value: message.subarray(start, end) }
    at = end
  }
}

/** The whole numbers that stand one after the other in a packed field. */
export function* packedVarints(bytes: Buffer): Iterable<bigint> {
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = varint(bytes, at)
    yield value
    at = end
  }
}

/** A field of bytes as it stands in a message. */
export const delimitedField = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([varintBytes((BigInt(number) << TYPE_BITS) | BigInt(WIRE.delimited)), varintBytes(BigInt(bytes.length)), bytes])

/** A whole number that is not negative, seven bits a byte. */
export function varintBytes(value: bigint): Buffer {
  const bytes: number[] = []
  for (let left = value; ; left >>= GROUP_BITS) {
    const more = left >> GROUP_BITS !== 0n
    bytes.push(Number((left & GROUP_MASK) | (more ? MORE_BIT : 0n)))
    if (!more) return Buffer.from(bytes)
  }
}

function extentOf(message: Buffer, at: number, type: number): { start: number; end: number } {
  if (type === WIRE.eightBytes || type === WIRE.fourBytes) return { start: at, end: at + FIXED_BYTES[type] }
  if (type !== WIRE.delimited) throw new Error(`a field of it is of the unknown type ${type}`)
  const { value, end } = varint(message, at)
  if (value > BigInt(message.length)) throw new Error('a field of it is cut off')
  return { start: end, end: end + Number(value) }
}

function varint(bytes: Buffer, from: number): { value: bigint; end: number } {
  let value = 0n
  for (let count = 0; count < MOST_VARINT_BYTES; count++) {
    const byte = bytes[from + count]
    if (byte === undefined) break
    value |= (BigInt(byte) & GROUP_MASK) << (BigInt(count) * GROUP_BITS)
    if ((BigInt(byte) & MORE_BIT) === 0n) return { value: BigInt.asUintN(64, value), end: from + count + 1 }
  }
  throw new Error('a number of it is cut off')
}
