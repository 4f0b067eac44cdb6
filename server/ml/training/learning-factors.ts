import type { Network } from '../networks/network.ts'
import { forEachWeight, sizeOf, totalSize } from '../networks/weights.ts'
import type { LearningFactors } from './optimizer.ts'

/** `bodyFactor` 0 freezes what is no head. */
type FactorOptions = { headFactor: number; weightDecay: number; bodyFactor?: number }

/** Per weight: a new head learns faster than a body that knows something; only filters decay, not scales and biases. */
export function learningFactors(
  { weights }: Pick<Network, 'weights'>,
  { headFactor, weightDecay, bodyFactor = 1 }: FactorOptions,
): LearningFactors {
  const rate = new Float32Array(totalSize(weights))
  const decay = new Float32Array(rate.length)
  const tensors: number[] = []
  forEachWeight(weights, ({ shape, part }, offset) => {
    const end = offset + sizeOf(shape)
    rate.fill(part === 'head' ? headFactor : bodyFactor, offset, end)
    decay.fill(shape.length > 1 ? weightDecay : 0, offset, end)
    tensors.push(end)
  })
  return { rate, decay, tensors }
}
