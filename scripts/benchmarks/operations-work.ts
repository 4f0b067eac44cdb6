import { type AnnotationId, type AssetId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'

/** What the clients of the benchmark are to do. */
export interface Work {
  readonly address: string
  /** One client each. */
  readonly tokens: readonly string[]
  /** `width` assets per client. */
  readonly assets: readonly AssetId[]
  readonly seed: number
  readonly seconds: number
  /** Operations a second and client; null for as many as get acknowledged. */
  readonly perSecond: number | null
  readonly width: number
}
export interface WorkDone {
  readonly figures: Figures
  /** From the stroke to another connection that has the asset open. */
  readonly heard: Figures
  readonly acknowledged: readonly string[]
  readonly refused: number
}
export interface Figures {
  readonly count: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Percentiles of latencies in milliseconds, and the rate over `seconds`. */
export function figuresOf(latencies: readonly number[], seconds: number): Figures {
  const sorted = [...latencies].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { count: sorted.length, perSecond: sorted.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** A box somewhere on an image of 1000 x 1000. */
export const drawSomething = (random: () => number): Extract<Operation, { type: 'create' }> => ({
  id: newId<OperationId>('op'),
  type: 'create',
  annotationId: newId<AnnotationId>('ann'),
  label: random() < 0.5 ? 'cat' : 'dog',
  shape: { kind: 'box', x: random() * 800, y: random() * 800, width: 10 + random() * 100, height: 10 + random() * 100 },
  attributes: {},
  status: 'draft',
})
