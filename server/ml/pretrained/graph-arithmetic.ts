import { draftActivation } from './draft-activations.ts'
import { constantOf, expected, first, type GraphReading, perChannelValues } from './graph-reading.ts'
import { normalizing } from './normalizing.ts'
import { inputsOf, type PublishedNode } from './published-node.ts'

/** TensorFlow's own where a node does not say. */
const NORMALIZATION_EPSILON = 1e-3

/** FusedBatchNorm with fixed statistics. */
export function normalization(node: PublishedNode, { draft, isOnlyUse, ...reading }: GraphReading): void {
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(
    (place) => constantOf(node, place, { draft, isOnlyUse, ...reading }).values,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const epsilon = node.attr.epsilon?.f ?? NORMALIZATION_EPSILON
  const factors = normalizing({ scale, offset, mean, variance, epsilon })
  draft.perChannel(node.name, first(node), factors, { mayFold: isOnlyUse(first(node)) })
}

/** Sums, differences, products and quotients: of maps, or of a map and constants. */
export function arithmetic(node: PublishedNode, reading: GraphReading): void {
  const inputs = inputsOf(node)
  const place = inputs.findIndex((name) => reading.constant(name))
  if (place < 0) {
    ofMaps(node, inputs, reading)
    return
  }
  const values = perChannelValues(constantOf(node, place, reading), node)
  const map = inputs[1 - place] ?? ''
  const mayFold = reading.isOnlyUse(map) && values.length > 1
  reading.draft.perChannel(node.name, map, factorsOf(node, values, place), { mayFold })
}

/** The constant as a factor and a term of the map beside it; `place` says on which side it stands. */
function factorsOf(node: PublishedNode, values: Float32Array, place: number) {
  const all = (value: number) => values.map(() => value)
  switch (node.op) {
    case 'Mul':
      return { scale: values, shift: all(0) }
    case 'Sub':
      return place === 0 ? { scale: all(-1), shift: values } : { scale: all(1), shift: values.map((value) => -value) }
    case 'RealDiv':
      if (place === 0) throw expected('a constant behind the map', node)
      return { scale: values.map((value) => 1 / value), shift: all(0) }
    default:
      return { scale: all(1), shift: values }
  }
}

function ofMaps(node: PublishedNode, inputs: string[], { draft }: GraphReading): void {
  const { name } = node
  if (node.op === 'Mul') draft.put({ op: 'multiply', name, inputs })
  else if (node.op === 'Sub') {
    const [x = '', y = ''] = inputs
    draft.put({ op: 'rescale', name: `${name}/less`, inputs: [y], rescaling: { scale: [-1], shift: [0] } })
    draft.put({ op: 'add', name, inputs: [x, `${name}/less`] })
  } else if (node.op === 'RealDiv' || inputs.length !== 2) throw expected('two maps', node)
  else draft.put({ op: 'add', name, inputs })
}

/** Minimum and Maximum of a map and one number. */
export function bounded(node: PublishedNode, { draft, constant }: GraphReading): void {
  const [x = '', y = ''] = inputsOf(node)
  const bound = (constant(x) ?? constant(y))?.values
  if (bound?.length !== 1) throw expected('one number as the bound', node)
  const kind = node.op === 'Minimum' ? 'atMost' : 'atLeast'
  draftActivation(draft, node.name, constant(x) ? y : x, { kind, bound: bound[0] as number })
}
