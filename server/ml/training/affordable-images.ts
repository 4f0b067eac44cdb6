import type { EngineId } from '#shared/domain/engine.ts'
import { usualBudgetSeconds } from './budget.ts'
import { GREATEST_STRETCH } from './pace.ts'
import type { TrainingParameters } from './parameters.ts'

/** What a pretrained network usually sees. */
const INPUT_PIXELS = 256 * 256
/**
 * Images of that size that it learns from in a second: two cores natively as measured, WebAssembly a thirteenth of that, a graphics card
 * some times as much at least. Usual speeds rather than measured ones, so that a run taken up again decides the same.
 */
const IMAGES_PER_SECOND: Readonly<Record<EngineId, number>> = { tensorflow: 12, webgpu: 60, wasm: 0.9 }

type TimeOptions = { parameters: Pick<TrainingParameters, 'epochs' | 'timeBudgetSeconds'>; images: number; engine: EngineId }

/** How many images a pretrained network can be shown in the time that a training has; a time that nobody set may stretch, epochs take what they take. */
export function affordableImages({ parameters: { epochs, timeBudgetSeconds }, images, engine }: TimeOptions): number {
  if (epochs !== 'auto') return Number.POSITIVE_INFINITY
  const seconds = timeBudgetSeconds === 'auto' ? GREATEST_STRETCH * usualBudgetSeconds(images * INPUT_PIXELS) : timeBudgetSeconds
  return seconds * IMAGES_PER_SECOND[engine]
}
