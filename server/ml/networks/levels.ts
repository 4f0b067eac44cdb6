import type { WeightSpec } from './network.ts'
import type { Pass } from './pass.ts'

const CHANNELS = 3
/** Takes the logarithm of the brightest value, averaged over the colours, to its negative. */
const DARKER = 'levels/darker'
/** Takes a share of white to a gain. */
const BRIGHTER = 'levels/brighter'

/** The weights of `levelled`: images [n, h, w, 3] of 0 to 255 come out of it with their brightest value near `white`. */
export function levelWeights(white: number): WeightSpec[] {
  return [DARKER, BRIGHTER].flatMap((name): WeightSpec[] => {
    const constant = (name === DARKER ? -1 : white) / CHANNELS
    return [
      { name: `${name}/filter`, shape: [1, 1, CHANNELS, CHANNELS], initial: { constant }, part: 'body' },
      { name: `${name}/bias`, shape: [CHANNELS], initial: { constant: 0 }, part: 'body' },
    ]
  })
}

/**
 * Lets every image use the whole range of values, as dim ones through a microscope do not: times white / (1 + m), m the geometric mean of its brightest
 * value in each colour, since sigmoid(-log m) is 1 / (1 + m). Part of the network, so that it is exported with it, and learned on.
 */
export function levelled<Value>(pass: Pass<Value>, images: Value): Value {
  const brightest = pass.activate(pass.pool(images, 'maximum'), 'logarithm')
  const share = pass.activate(pass.convolve(mixing(DARKER), brightest), 'sigmoid')
  return pass.multiply(images, pass.convolve(mixing(BRIGHTER), share))
}

const mixing = (name: string) =>
  ({ name, stride: 1, padding: 'same', activation: 'linear', depthwise: false, normalized: false }) as const
