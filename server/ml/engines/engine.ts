import type { EngineId } from '#shared/domain/engine.ts'
import type { Tensor, Tensor1D, Tensor4D, Tf } from './tensor.ts'

/** An engine asked for by name, or the fastest one of this machine. */
export type EngineChoice = EngineId | 'auto'

/** A batch-normalised map; the statistics are kept, so that they outlive the gradient's scope: whoever asked disposes them. */
export type NormalizedBatch = { y: Tensor4D; mean: Tensor1D; variance: Tensor1D }

/** Activations that cut off below zero, and above six. */
export type Rectifier = 'relu' | 'relu6'

/** One loaded engine: the tensor library bound to it, and what it does faster than the library's own composition. */
export type Engine = {
  id: EngineId
  tf: Tf
  describe(): string
  /** Differentiable, of any shape. */
  rectify<Shaped extends Tensor>(x: Shaped, rectifier: Rectifier): Shaped
  /** x [n, h, w, c], scale [c], offset [c] -> y [n, h, w, c], mean [c], variance [c]; differentiable in x, scale and offset. */
  normalizeBatch(x: Tensor4D, scale: Tensor1D, offset: Tensor1D): NormalizedBatch
  /** Lets go of what would keep the process alive; no tensor can be used afterwards. */
  close(): void
}

/** How an engine was chosen: one asked for by name also runs where it is only imitated in software. */
export type LoadOptions = { byName: boolean }

/** Thrown when an engine cannot be loaded on this machine; the message says why. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable'
}
