import { delimitedField, packedVarints, varintBytes, wireFields } from './protobuf-wire.ts'

/** One value of an example: bytes, numbers of 32 bits, or whole numbers. */
export type Feature =
  | { readonly kind: 'bytes'; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'floats'; readonly values: readonly number[] }
  | { readonly kind: 'integers'; readonly values: readonly number[] }

/** The features of an example by their names. */
export type Example = ReadonlyMap<string, Feature>

// tensorflow/core/example/example.proto and feature.proto.
const EXAMPLE_FEATURES = 1
const FEATURES_ENTRY = 1
const ENTRY = { key: 1, value: 2 } as const
const FEATURE = { bytes: 1, floats: 2, integers: 3 } as const
const LIST_VALUES = 1
const FLOAT_BYTES = 4
const INTEGER_BITS = 64

/** Reads a `tf.train.Example`; throws where the bytes are none. */
export function readExample(bytes: Buffer): Example {
  const features = new Map<string, Feature>()
  for (const entries of delimited(bytes, EXAMPLE_FEATURES))
    for (const entry of delimited(entries, FEATURES_ENTRY)) {
      const [key] = delimited(entry, ENTRY.key)
      const [value] = delimited(entry, ENTRY.value)
      const feature = value && featureIn(value)
      if (key && feature) features.set(key.toString('utf8'), feature)
    }
  return features
}

/** Writes a `tf.train.Example`, its features by name: the same features are the same bytes. */
export function writeExample(features: Example): Buffer {
  const entries = [...features]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, feature]) => {
      const entry = [delimitedField(ENTRY.key, Buffer.from(name)), delimitedField(ENTRY.value, featureBytes(feature))]
      return delimitedField(FEATURES_ENTRY, Buffer.concat(entry))
    })
  return delimitedField(EXAMPLE_FEATURES, Buffer.concat(entries))
}

function featureIn(message: Buffer): Feature | null {
  for (const { number, value } of wireFields(message)) {
    if (typeof value === 'bigint') continue
    if (number === FEATURE.bytes) return { kind: 'bytes', values: [...delimited(value, LIST_VALUES)] }
    if (number === FEATURE.floats) return { kind: 'floats', values: floatsIn(value) }
    if (number === FEATURE.integers) return { kind: 'integers', values: integersIn(value) }
  }
  return null
}

function floatsIn(list: Buffer): number[] {
  const floats: number[] = []
  // Packed or one by one: both are runs of four bytes.
  for (const bytes of delimited(list, LIST_VALUES))
    for (let at = 0; at + FLOAT_BYTES <= bytes.length; at += FLOAT_BYTES) floats.push(bytes.readFloatLE(at))
  return floats
}

function integersIn(list: Buffer): number[] {
  const integers: bigint[] = []
  for (const { number, value } of wireFields(list)) {
    if (number !== LIST_VALUES) continue
    if (typeof value === 'bigint') integers.push(value)
    else for (const packed of packedVarints(value)) integers.push(packed)
  }
  return integers.map((value) => Number(BigInt.asIntN(INTEGER_BITS, value)))
}

function featureBytes({ kind, values }: Feature): Buffer {
  if (kind === 'bytes') return delimitedField(FEATURE.bytes, Buffer.concat(values.map((one) => delimitedField(LIST_VALUES, one))))
  return delimitedField(FEATURE[kind], delimitedField(LIST_VALUES, kind === 'floats' ? floatBytes(values) : integerBytes(values)))
}

function floatBytes(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * FLOAT_BYTES)
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * FLOAT_BYTES)
  return bytes
}

const integerBytes = (values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => varintBytes(BigInt.asUintN(INTEGER_BITS, BigInt(value)))))

function delimited(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = []
  for (const { number, value } of wireFields(message)) if (number === wanted && typeof value !== 'bigint') found.push(value)
  return found
}
