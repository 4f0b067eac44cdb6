import type { Network } from '../networks/network.ts'
import { forEachWeight, sizeOf, totalSize } from '../networks/weights.ts'
import type { LearningFactors } from './optimizer.ts'

/** Per weight: a new head learns faster than a body that knows something; only filters decay, not scales and biases. */
export function learningFactors(
  { weights }: Network,
  { headFactor, weightDecay }: { headFactor: number; weightDecay: number },
): LearningFactors {
  const rate = new Float32Array(totalSize(weights))
  const decay = new Float32Array(rate.length)
  forEachWeight(weights, ({ shape, part }, offset) => {
    const end = offset + sizeOf(shape)
    rate.fill(part === 'head' ? headFactor : 1, offset, end)
    decay.fill(shape.length > 1 ? weightDecay : 0, offset, end)
  })
  return { rate, decay }
}
