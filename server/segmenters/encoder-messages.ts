import type { DecoderInput } from '#shared/domain/segmenter.ts'
import type { PlainTensor } from '#shared/segmenter/decoder-inputs.ts'

/** What two files were found to be. */
export interface SegmenterSigns {
  readonly frame: [number, number]
  readonly embedding: number[]
  readonly inputs: DecoderInput[]
}

/** An image to encode: a local file, the page of it to read, and the values of a 16-bit image that are black and white. */
export interface ImageToEncode {
  readonly file: string
  readonly page: number
  readonly values: readonly [number, number] | null
}

/** What is said to an encoder process; files are local paths. */
export type EncoderCommand =
  | { readonly type: 'inspect'; readonly encoder: string; readonly decoder: string }
  | {
      readonly type: 'encode'
      readonly encoder: string
      readonly frame: readonly [number, number]
      readonly image: ImageToEncode
    }

/** What an encoder process answers, in the order it was asked. */
export type EncoderAnswer =
  | { readonly type: 'inspected'; readonly signs: SegmenterSigns }
  | { readonly type: 'encoded'; readonly embedding: PlainTensor }
  | { readonly type: 'failed'; readonly message: string }
