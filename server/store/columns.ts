import { Binary } from 'mongodb'

const BYTES = Float64Array.BYTES_PER_ELEMENT

/** A column of numbers as the database keeps it: 64-bit floats one behind the other, as this machine's memory has them (little end first). */
export const packedColumn = (numbers: readonly number[] | Float64Array): Binary => {
  const column = Float64Array.from(numbers)
  return new Binary(new Uint8Array(column.buffer))
}

/** … and back. */
export function unpackedColumn({ buffer, position }: Binary): Float64Array {
  const numbers = new Float64Array(position / BYTES)
  new Uint8Array(numbers.buffer).set(buffer.subarray(0, position))
  return numbers
}
