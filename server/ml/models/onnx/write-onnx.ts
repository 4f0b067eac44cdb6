/** Types of the elements of a tensor that our graphs take: numbers, or bytes as images have them. */
export type OnnxElement = 'float' | 'byte'

/** A tensor of a graph: its declaration, with a name where a side may be anything; of numbers where nothing is said. */
export interface OnnxValue {
  readonly name: string
  readonly dims: readonly (number | string)[]
  readonly element?: OnnxElement
}

/** A constant of a graph. */
export interface OnnxConstant {
  readonly name: string
  readonly dims: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

/** Whole numbers, lists of them, words, and numbers with a fraction: all that our graphs need. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number }

/** One operation of a graph. */
export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>
}

/** A graph: what goes in and comes out, what is known before, and the operations, each after those it needs. */
export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly constants: readonly OnnxConstant[]
  readonly nodes: readonly OnnxNode[]
}

const IR_VERSION = 8
const OPERATOR_SET = 13
const PRODUCER = 'labelloop'
const INT64 = 7
const elementTypes: Record<OnnxElement, number> = { float: 1, byte: 2 }
const ATTRIBUTE_FLOAT = 1
const ATTRIBUTE_INT = 2
const ATTRIBUTE_STRING = 3
const ATTRIBUTE_INTS = 7

/** A graph of float32 tensors as an ONNX file (onnx.proto3): the field numbers are the specification's. */
export function writeOnnx(graph: OnnxGraph): Buffer {
  const body = [
    ...graph.nodes.map((node) => message(1, nodeFields(node))),
    text(2, 'graph'),
    ...graph.constants.map((constant) => message(5, constantFields(constant))),
    ...graph.inputs.map((value) => message(11, valueFields(value))),
    ...graph.outputs.map((value) => message(12, valueFields(value))),
  ]
  const operators = message(8, [text(1, ''), number(2, OPERATOR_SET)])
  return Buffer.concat([number(1, IR_VERSION), text(2, PRODUCER), message(7, body), operators])
}

const nodeFields = ({ op, inputs, output, attributes = {} }: OnnxNode): Buffer[] => [
  ...inputs.map((name) => text(1, name)),
  text(2, output),
  text(4, op),
  ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attributeFields(value)])),
]

function attributeFields(value: OnnxAttribute): Buffer[] {
  if (typeof value === 'number') return [number(3, value), number(20, ATTRIBUTE_INT)]
  if (typeof value === 'string') return [text(4, value), number(20, ATTRIBUTE_STRING)]
  if ('float' in value) return [float(2, value.float), number(20, ATTRIBUTE_FLOAT)]
  return [...value.map((one) => number(8, one)), number(20, ATTRIBUTE_INTS)]
}

const constantFields = ({ name, dims, data }: OnnxConstant): Buffer[] => [
  ...dims.map((side) => number(1, side)),
  number(2, data instanceof Float32Array ? elementTypes.float : INT64),
  text(8, name),
  bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
]

function valueFields({ name, dims, element = 'float' }: OnnxValue): Buffer[] {
  const shape = dims.map((side) => message(1, [typeof side === 'number' ? number(1, side) : text(2, side)]))
  return [text(1, name), message(2, [message(1, [number(1, elementTypes[element]), message(2, shape)])])]
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)])
const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content))
const message = (field: number, fields: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(fields))

function float(field: number, value: number): Buffer {
  const content = Buffer.alloc(Float32Array.BYTES_PER_ELEMENT)
  content.writeFloatLE(value)
  return Buffer.concat([varint((field << 3) | 5), content])
}

function varint(value: number): Buffer {
  const groups: number[] = []
  let rest = value
  do {
    groups.push((rest % 128) + (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(groups)
}
