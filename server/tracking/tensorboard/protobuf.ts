/** Kinds of fields on the wire of protocol buffers (https://protobuf.dev/programming-guides/encoding). */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** A message, or a part of one, as it is written: fields one behind the other. */
export type Encoded = Uint8Array

/** Several fields as one message. */
export const message = (...fields: readonly Encoded[]): Encoded => Buffer.concat(fields)

/** A field of bytes, of a message or of a text. */
export function bytesField(number: number, value: Encoded | string): Encoded {
  const content = typeof value === 'string' ? Buffer.from(value) : value
  return Buffer.concat([tag(number, WIRE.bytes), varint(content.length), content])
}

/** A whole number from 0 up; 64 bits of it are kept exactly up to 2^53. */
export const wholeField = (number: number, value: number): Encoded => Buffer.concat([tag(number, WIRE.varint), varint(value)])

export function doubleField(number: number, value: number): Encoded {
  const content = Buffer.alloc(8)
  content.writeDoubleLE(value)
  return Buffer.concat([tag(number, WIRE.fixed64), content])
}

export function floatField(number: number, value: number): Encoded {
  const content = Buffer.alloc(4)
  content.writeFloatLE(value)
  return Buffer.concat([tag(number, WIRE.fixed32), content])
}

const tag = (number: number, wire: number): Encoded => varint(number * 8 + wire)

function varint(value: number): Encoded {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}
