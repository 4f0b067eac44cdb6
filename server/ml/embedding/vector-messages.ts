import type { EngineChoice } from '../engines/engine.ts'
import type { ImageToEmbed } from './decode-region.ts'

/** Vectors one behind the other; the shorter lists have a number for each of them. */
export type VectorCommand =
  | {
      readonly type: 'embed'
      readonly images: readonly ImageToEmbed[]
      readonly pretrainedFolder: string
      readonly engine: EngineChoice
    }
  | { readonly type: 'layout'; readonly vectors: Float32Array; readonly seed: number }
  | {
      readonly type: 'order'
      readonly vectors: Float32Array
      /** What each would teach by itself, 0 to 1. */
      readonly worth: Float32Array
      /** Of what is labelled already. */
      readonly labelled: Float32Array
    }

/** An image's vector of length one, or why it could not be read. */
export type EmbeddedImage = { readonly vector: Float32Array } | { readonly unreadable: string }

/** What is answered, in the order it was asked; `progress` may come before. */
export type VectorAnswer =
  | { readonly type: 'embedded'; readonly images: readonly EmbeddedImage[] }
  | { readonly type: 'laidOut'; readonly places: Float32Array }
  | { readonly type: 'ordered'; readonly order: Uint32Array; readonly novelty: Float32Array }
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'failed'; readonly message: string }
