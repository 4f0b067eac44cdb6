import { z } from 'zod'
import { sizeOf } from '../networks/weights.ts'
import { floatsFromHalves } from './half-precision.ts'
import { ModelUnreadable } from './unreadable.ts'

const side = z.number().int().nonnegative()
const quantization = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
])
const weight = z.object({
  name: z.string(),
  shape: z.array(side),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: quantization.optional(),
})

/** The manifest of a TensorFlow.js model: groups of weights, each in the files of its paths, one behind the other. */
export const WeightsManifest = z.array(z.object({ paths: z.array(z.string()), weights: z.array(weight) }))
type PublishedWeight = z.infer<typeof weight>

/** The files of a published model by their path from `model.json` on. */
export type PublishedFiles = ReadonlyMap<string, Uint8Array>

/** Numbers as published, whole ones too, read as floats. */
export type PublishedArray = { name: string; shape: number[]; values: Float32Array }

const BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const

/** Every weight of a manifest by name, out of its files; throws `ModelUnreadable` where one is missing or of another length. */
export function decodeWeights(manifest: z.infer<typeof WeightsManifest>, files: PublishedFiles): Map<string, PublishedArray> {
  return new Map(manifest.flatMap(({ paths, weights }) => decodeGroup(weights, joined(paths, files), paths)))
}

function joined(paths: readonly string[], files: PublishedFiles): Uint8Array {
  return Buffer.concat(
    paths.map((path) => {
      const bytes = files.get(path)
      if (!bytes)
        throw new ModelUnreadable(`expected the file ${path}, which model.json names, got ${[...files.keys()].join(', ')}`)
      return bytes
    }),
  )
}

function decodeGroup(
  weights: readonly PublishedWeight[],
  bytes: Uint8Array,
  paths: readonly string[],
): [string, PublishedArray][] {
  const expected = weights.reduce((sum, each) => sum + bytesOf(each), 0)
  if (bytes.byteLength !== expected)
    throw new ModelUnreadable(`expected ${expected} bytes of weights in ${paths.join(', ')}, got ${bytes.byteLength}`)
  let offset = 0
  return weights.map((each) => {
    const part = Uint8Array.prototype.slice.call(bytes, offset, offset + bytesOf(each)).buffer
    offset += bytesOf(each)
    return [each.name, { name: each.name, shape: each.shape, values: valuesOf(each, part) }]
  })
}

const bytesOf = ({ shape, dtype, quantization: packed }: PublishedWeight): number => sizeOf(shape) * BYTES[packed?.dtype ?? dtype]

function valuesOf({ dtype, quantization: packed }: PublishedWeight, bytes: ArrayBuffer): Float32Array {
  if (packed?.dtype === 'float16') return floatsFromHalves(new Uint16Array(bytes))
  if (packed) {
    const steps = packed.dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes)
    return Float32Array.from(steps, (step) => step * packed.scale + packed.min)
  }
  if (dtype === 'int32') return Float32Array.from(new Int32Array(bytes))
  return dtype === 'bool' ? Float32Array.from(new Uint8Array(bytes)) : new Float32Array(bytes)
}
