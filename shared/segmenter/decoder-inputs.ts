import type { DecoderInput } from '../domain/segmenter.ts'

/** A tensor as plain data: float32. */
export interface PlainTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** A place in pixels of the encoder's frame, and what it says. */
export interface PromptPoint {
  readonly x: number
  readonly y: number
  readonly says: PointLabel
}

/** What a point says, in Segment Anything's numbers. */
export const POINT_LABELS = { nothing: -1, beside: 0, object: 1, topLeft: 2, bottomRight: 3 } as const
type PointLabel = (typeof POINT_LABELS)[keyof typeof POINT_LABELS]

/** A mask that came before is four times as fine as the embedding's last two dimensions. */
const MASK_PER_EMBEDDING = 4

/** What a decoder is fed, for the inputs that it takes; `size` is the image's inside the frame. */
export function decoderInputs(
  taken: readonly DecoderInput[],
  {
    embedding,
    points,
    size,
  }: { embedding: PlainTensor; points: readonly PromptPoint[]; size: { width: number; height: number } },
): Partial<Record<DecoderInput, PlainTensor>> {
  const tensor = (data: readonly number[], dims: readonly number[]): PlainTensor => ({ data: Float32Array.from(data), dims })
  const side = (fromEnd: number) => MASK_PER_EMBEDDING * (embedding.dims.at(-fromEnd) ?? 1)
  const all: Record<DecoderInput, () => PlainTensor> = {
    image_embeddings: () => embedding,
    point_coords: () =>
      tensor(
        points.flatMap(({ x, y }) => [x, y]),
        [1, points.length, 2],
      ),
    point_labels: () =>
      tensor(
        points.map(({ says }) => says),
        [1, points.length],
      ),
    mask_input: () => ({ data: new Float32Array(side(2) * side(1)), dims: [1, 1, side(2), side(1)] }),
    has_mask_input: () => tensor([0], [1]),
    orig_im_size: () => tensor([size.height, size.width], [2]),
  }
  return Object.fromEntries(taken.map((name) => [name, all[name]()]))
}
