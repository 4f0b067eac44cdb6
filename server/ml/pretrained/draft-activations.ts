import type { BodyDraft } from './body-draft.ts'

/** Activations of published models, by what they do. */
export type PublishedActivation =
  | { kind: 'linear' | 'relu' | 'relu6' | 'sigmoid' | 'swish' | 'tanh' | 'hardSwish' }
  /** slope * x + shift between 0 and 1. */
  | { kind: 'hardSigmoid'; slope: number; shift: number }
  /** `slopes` below zero: one for all channels, or one for each. */
  | { kind: 'leaky'; slopes: Float32Array }
  | { kind: 'atMost' | 'atLeast'; bound: number }

const MOST_OF_RELU6 = 6
const HARD_SHIFT = 3

/** Puts an activation into a body: by the few that networks know and constants around them, which is exact. */
export function draftActivation(draft: BodyDraft, name: string, input: string, activation: PublishedActivation): void {
  const rescale = (to: string, from: string, scale: number, shift = 0) =>
    draft.put({ op: 'rescale', name: to, inputs: [from], rescaling: { scale: [scale], shift: [shift] } })
  const part = (what: string) => `${name}/${what}`

  switch (activation.kind) {
    case 'linear':
      draft.alias(name, input)
      break
    case 'relu':
    case 'relu6':
    case 'sigmoid':
      draft.put({ op: activation.kind, name, inputs: [input] })
      break
    case 'swish':
      draft.put({ op: 'sigmoid', name: part('gate'), inputs: [input] })
      draft.put({ op: 'multiply', name, inputs: [input, part('gate')] })
      break
    case 'tanh':
      rescale(part('twice'), input, 2)
      draft.put({ op: 'sigmoid', name: part('gate'), inputs: [part('twice')] })
      rescale(name, part('gate'), 2, -1)
      break
    case 'hardSwish':
      hardGate(part('gate'), { slope: 1 / MOST_OF_RELU6, shift: HARD_SHIFT / MOST_OF_RELU6 })
      draft.put({ op: 'multiply', name, inputs: [input, part('gate')] })
      break
    case 'hardSigmoid':
      hardGate(name, activation)
      break
    case 'leaky':
      leaky(activation.slopes)
      break
    case 'atMost':
      atMost(activation.bound)
      break
    case 'atLeast':
      atLeast(activation.bound)
      break
  }

  function hardGate(to: string, { slope, shift }: { slope: number; shift: number }): void {
    rescale(`${to}/sixfold`, input, slope * MOST_OF_RELU6, shift * MOST_OF_RELU6)
    draft.put({ op: 'relu6', name: `${to}/cut`, inputs: [`${to}/sixfold`] })
    rescale(to, `${to}/cut`, 1 / MOST_OF_RELU6)
  }

  /** relu(x) - slopes * relu(-x). */
  function leaky(slopes: Float32Array): void {
    const factors = { scale: slopes.map((slope) => -slope), shift: new Float32Array(slopes.length) }
    draft.put({ op: 'relu', name: part('above'), inputs: [input] })
    rescale(part('turned'), input, -1)
    draft.put({ op: 'relu', name: part('below'), inputs: [part('turned')] })
    draft.perChannel(part('sloping'), part('below'), factors, { mayFold: false })
    draft.put({ op: 'add', name, inputs: [part('above'), part('sloping')] })
  }

  /** bound - relu(bound - x); of what is rectified, six is a case of its own. */
  function atMost(bound: number): void {
    if (bound === MOST_OF_RELU6 && draft.nodeOf(input)?.op === 'relu') {
      draft.put({ op: 'relu6', name, inputs: [input] })
      return
    }
    rescale(part('turned'), input, -1, bound)
    draft.put({ op: 'relu', name: part('cut'), inputs: [part('turned')] })
    rescale(name, part('cut'), -1, bound)
  }

  /** relu(x - bound) + bound; nothing to do for what is rectified already. */
  function atLeast(bound: number): void {
    const before = draft.nodeOf(input)?.op
    if (bound === 0 && (before === 'relu' || before === 'relu6')) {
      draft.alias(name, input)
      return
    }
    rescale(part('shifted'), input, 1, -bound)
    draft.put({ op: 'relu', name: part('cut'), inputs: [part('shifted')] })
    rescale(name, part('cut'), 1, bound)
  }
}
