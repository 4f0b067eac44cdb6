/** A tensor of a graph: its declaration, with a name where a side may be anything. */
export interface OnnxValue {
  readonly name: string
  readonly dims: readonly (number | string)[]
}

/** A constant of a graph. */
export interface OnnxConstant {
  readonly name: string
  readonly dims: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  /** Whole numbers and lists of them: all that our graphs need. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly constants: readonly OnnxConstant[]
  readonly nodes: readonly OnnxNode[]
}

const IR_VERSION = 8
const OPERATOR_SET = 13
const FLOAT = 1
const INT64 = 7
const ATTRIBUTE_INT = 2
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
  return Buffer.concat([number(1, IR_VERSION), message(7, body), message(8, [text(1, ''), number(2, OPERATOR_SET)])])
}

const nodeFields = ({ op, inputs, output, attributes = {} }: OnnxNode): Buffer[] => [
  ...inputs.map((name) => text(1, name)),
  text(2, output),
  text(4, op),
  ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attributeFields(value)])),
]

const attributeFields = (value: number | readonly number[]): Buffer[] =>
  typeof value === 'number'
    ? [number(3, value), number(20, ATTRIBUTE_INT)]
    : [...value.map((one) => number(8, one)), number(20, ATTRIBUTE_INTS)]

const constantFields = ({ name, dims, data }: OnnxConstant): Buffer[] => [
  ...dims.map((side) => number(1, side)),
  number(2, data instanceof Float32Array ? FLOAT : INT64),
  text(8, name),
  bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
]

function valueFields({ name, dims }: OnnxValue): Buffer[] {
  const shape = dims.map((side) => message(1, [typeof side === 'number' ? number(1, side) : text(2, side)]))
  return [text(1, name), message(2, [message(1, [number(1, FLOAT), message(2, shape)])])]
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)])
const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content))
const message = (field: number, fields: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(fields))

function varint(value: number): Buffer {
  const groups: number[] = []
  let rest = value
  do {
    groups.push((rest % 128) + (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(groups)
}
