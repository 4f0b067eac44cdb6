import { z } from 'zod'

/** Inputs that a decoder may take, by the names that Segment Anything's own export gives them. */
export const DECODER_INPUTS = [
  'image_embeddings',
  'point_coords',
  'point_labels',
  'mask_input',
  'has_mask_input',
  'orig_im_size',
] as const
export const DecoderInput = z.enum(DECODER_INPUTS)
export type DecoderInput = z.infer<typeof DecoderInput>
/** Without these there is nothing to decode. */
export const NEEDED_INPUTS = ['image_embeddings', 'point_coords', 'point_labels'] as const satisfies readonly DecoderInput[]

/** ONNX is kept as protocol buffers, which end at 2 GB. */
export const MOST_ENCODER_BYTES = 2e9
/** The decoder is sent to every browser. */
export const MOST_DECODER_BYTES = 2e8

const size = z.number().int().positive()

/** One of the two files: its name as it came, and the SHA-256 of its content. */
const SegmenterFile = z.object({ name: z.string().min(1).max(200), hash: z.string(), bytes: size })

/**
 * A project's own segmenter: two ONNX files, cut as Segment Anything (Kirillov et al., 2023) is exported.
 *
 * Encoder: one input, float32 [1, 3, H, W] with H and W fixed: the image scaled to fit, at the top left, red first, with the mean and the
 * deviation of ImageNet, zero beside it. One output, float32, any shape.
 * Decoder: `image_embeddings` (the encoder's output), `point_coords` [1, N, 2] in pixels of that frame, `point_labels` [1, N] (1 object,
 * 0 beside it, 2 and 3 corners of a box, -1 nothing) and, where it takes them, `mask_input`, `has_mask_input` and `orig_im_size` (here: the
 * size of the image inside the frame). It gives `masks` [1, M, h, w] as logits: of the image inside the frame where it takes `orig_im_size`,
 * of the whole frame where not; with `iou_predictions` [1, M] the best of them is taken, else the first.
 */
export const Segmenter = z.object({
  encoder: SegmenterFile,
  decoder: SegmenterFile,
  /** Height and width of the encoder's input. */
  frame: z.tuple([size, size]),
  /** Shape of an embedding: float32, little-endian on the wire. */
  embedding: z.array(size),
  inputs: z.array(DecoderInput),
  createdAt: z.number(),
})
export type Segmenter = z.infer<typeof Segmenter>
