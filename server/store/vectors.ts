import { Binary } from 'mongodb'

const BYTES = Float32Array.BYTES_PER_ELEMENT

/** Numbers as the database keeps them: 32-bit floats one behind the other, as this machine's memory has them (little end first). */
export const packed = (numbers: Float32Array): Binary =>
  new Binary(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))

/** … and back. */
export function unpacked({ buffer, position }: Binary): Float32Array {
  const numbers = new Float32Array(position / BYTES)
  new Uint8Array(numbers.buffer).set(buffer.subarray(0, position))
  return numbers
}
