import { invalid } from '../errors.ts'

/** A BSON document begins with its own length, 32 bits with the little end first (bsonspec.org). */
const LENGTH_BYTES = 4
const LEAST_BYTES = 5

/** The documents that lie one behind the other. */
export function* rowsIn(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = at + LENGTH_BYTES <= bytes.length ? bytes.readInt32LE(at) : 0
    if (length < LEAST_BYTES || at + length > bytes.length)
      throw invalid('The backup is damaged: expected rows, found something else')
    yield bytes.subarray(at, at + length)
    at += length
  }
}
