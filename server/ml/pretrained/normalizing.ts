import type { ChannelFactors } from './body-draft.ts'

type Normalization = Record<'scale' | 'offset' | 'mean' | 'variance', Float32Array> & { epsilon: number }

/** Batch normalisation with fixed statistics (Ioffe and Szegedy 2015) as a factor and a term per channel. */
export function normalizing({ scale, offset, mean, variance, epsilon }: Normalization): ChannelFactors {
  const factor = scale.map((value, i) => value / Math.sqrt((variance[i] as number) + epsilon))
  return { scale: factor, shift: offset.map((value, i) => value - (mean[i] as number) * (factor[i] as number)) }
}
