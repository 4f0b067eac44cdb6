import { z } from 'zod'
import type { NamedArray } from './fold-normalization.ts'
import { sizeOf } from './weights.ts'

const BYTES_PER_WEIGHT = 4

/** What is written down of an array beside its numbers. */
export const ArrayEntry = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.literal('float32'),
})
export type ArrayEntry = z.infer<typeof ArrayEntry>

/** Arrays as one piece of bytes, 32-bit floats one behind the other, and what tells them apart. */
export function packArrays(arrays: readonly NamedArray[]): { entries: ArrayEntry[]; bytes: Buffer } {
  return {
    entries: arrays.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    bytes: Buffer.concat(arrays.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))),
  }
}

/** The arrays again; throws where there are more or fewer bytes than they have. `place` says where they came from. */
export function unpackArrays(entries: readonly ArrayEntry[], bytes: Uint8Array, place: string): NamedArray[] {
  const expected = entries.reduce((sum, { shape }) => sum + sizeOf(shape) * BYTES_PER_WEIGHT, 0)
  if (bytes.byteLength !== expected) throw new Error(`expected ${expected} bytes of weights in ${place}, got ${bytes.byteLength}`)
  let offset = 0
  return entries.map(({ name, shape }) => {
    const end = offset + sizeOf(shape) * BYTES_PER_WEIGHT
    const values = new Float32Array(Uint8Array.prototype.slice.call(bytes, offset, end).buffer)
    offset = end
    return { name, shape, values }
  })
}
