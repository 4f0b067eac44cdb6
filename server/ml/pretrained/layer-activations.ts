import { draftActivation, type PublishedActivation } from './draft-activations.ts'
import { expected, expectWeight, first, type LayerReading, number, type PublishedLayer } from './layer-reading.ts'

/** Keras's own where a layer does not say. */
const LEAKY_SLOPE = 0.3
const HARD_SIGMOID = { slope: 0.2, shift: 0.5 }

/** An activation by its name in Keras; a rectifier becomes part of the convolution before it where nobody else needs that. */
export function activate(layer: PublishedLayer, name: string, input: string, { draft, isOnlyUse }: LayerReading): void {
  if (name === 'relu' && isOnlyUse(input) && draft.isLinear(input)) {
    draft.rectify(input)
    draft.alias(layer.name, input)
    return
  }
  draftActivation(draft, layer.name, input, activationNamed(layer, name))
}

function activationNamed(layer: PublishedLayer, name: string): PublishedActivation {
  switch (name) {
    case 'linear':
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'tanh':
    case 'swish':
      return { kind: name }
    case 'silu':
      return { kind: 'swish' }
    case 'hard_sigmoid':
    case 'hardSigmoid':
      return { kind: 'hardSigmoid', ...HARD_SIGMOID }
    default:
      throw expected(`linear, relu, relu6, sigmoid, tanh, swish or hard_sigmoid, not ${name},`, layer)
  }
}

/** ReLU, up to a bound where it has one. */
export function rectifier(layer: PublishedLayer, reading: LayerReading): void {
  const most = layer.config.max_value
  const isPlain = number(layer, ['negative_slope'], 0) === 0 && number(layer, ['threshold'], 0) === 0
  if (!isPlain) throw expected('a rectifier without threshold and negative slope', layer)
  if (most === undefined || most === null) activate(layer, 'relu', first(layer), reading)
  else if (most === 6) activate(layer, 'relu6', first(layer), reading)
  else {
    reading.draft.put({ op: 'relu', name: `${layer.name}/above`, inputs: [first(layer)] })
    draftActivation(reading.draft, layer.name, `${layer.name}/above`, { kind: 'atMost', bound: Number(most) })
  }
}

/** LeakyReLU. */
export function leakyRectifier(layer: PublishedLayer, { draft }: LayerReading): void {
  const slopes = Float32Array.of(number(layer, ['negative_slope', 'alpha'], LEAKY_SLOPE))
  draftActivation(draft, layer.name, first(layer), { kind: 'leaky', slopes })
}

/** PReLU. */
export function parametricRectifier(layer: PublishedLayer, reading: LayerReading): void {
  const { values, shape } = expectWeight(layer, 'alpha', reading)
  if (values.length !== (shape.at(-1) ?? 1)) throw expected('one slope per channel (shared_axes 1 and 2)', layer)
  draftActivation(reading.draft, layer.name, first(layer), { kind: 'leaky', slopes: values })
}
