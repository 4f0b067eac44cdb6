import type * as Runtime from 'onnxruntime-web'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { decoderInputs, POINT_LABELS, type PromptPoint } from '#shared/segmenter/decoder-inputs.ts'
import { letterboxed } from '#shared/segmenter/letterbox.ts'
import type { Mask } from '#shared/shapes/index.ts'
import type { OnnxRuntime } from '../onnx-runtime.ts'
import type { Prompt, Stroke } from '../smart/questions.ts'
import { type Logits, logitsMask } from './logits-mask.ts'

/** An image as the encoder saw it. */
export interface EncodedImage {
  readonly size: { readonly width: number; readonly height: number }
  /** Flat, of the shape that the segmenter says. */
  readonly embedding: Float32Array
}

/** A stroke says at most this much: further points cost time and say the same. */
const MOST_POINTS_OF_STROKE = 5

export type Decoder = Awaited<ReturnType<typeof openDecoder>>

/** Opens the decoder of a segmenter; what it holds is freed by `close`. */
export async function openDecoder(ort: OnnxRuntime, model: Uint8Array, segmenter: Segmenter) {
  const session = await ort.InferenceSession.create(model)
  return {
    /** The object in a box or at the strokes; null where the decoder finds none. */
    async decode({ size, embedding }: EncodedImage, prompt: Prompt<'cutOut'>): Promise<Mask | null> {
      const inside = letterboxed(size, segmenter.frame)
      const points = promptPoints(prompt, inside.scale)
      const fed = decoderInputs(segmenter.inputs, {
        embedding: { data: embedding, dims: segmenter.embedding },
        points,
        size: inside,
      })
      const tensors = Object.entries(fed).map(([name, { data, dims }]) => [name, new ort.Tensor('float32', data, dims)])
      const answer = await session.run(Object.fromEntries(tensors))
      const logits = bestOf(answer)
      const isCropped = segmenter.inputs.includes('orig_im_size')
      const [height, width] = isCropped ? [inside.height, inside.width] : segmenter.frame
      return logitsMask(logits, { width: width / inside.scale, height: height / inside.scale }, size)
    },
    close: () => session.release(),
  }
}

// Without a box the decoder expects a point that says nothing in its place.
function promptPoints({ box, strokes }: Prompt<'cutOut'>, scale: number): PromptPoint[] {
  const at = (x: number, y: number, says: PromptPoint['says']): PromptPoint => ({ x: x * scale, y: y * scale, says })
  const said = strokes.flatMap((stroke) =>
    pointsOf(stroke).map(([x, y]) => at(x, y, stroke.isObject ? POINT_LABELS.object : POINT_LABELS.beside)),
  )
  if (!box) return [...said, at(0, 0, POINT_LABELS.nothing)]
  const [right, bottom] = [box.x + box.width, box.y + box.height]
  return [...said, at(box.x, box.y, POINT_LABELS.topLeft), at(right, bottom, POINT_LABELS.bottomRight)]
}

function pointsOf({ line }: Stroke): [number, number][] {
  const last = line.length / 2 - 1
  const count = Math.min(MOST_POINTS_OF_STROKE, last + 1)
  return Array.from({ length: count }, (_, index) => {
    const point = count === 1 ? 0 : Math.round((index * last) / (count - 1))
    return [line[2 * point] as number, line[2 * point + 1] as number]
  })
}

// The mask that the decoder itself thinks best of, where it says.
function bestOf({ masks, iou_predictions: trust }: Runtime.InferenceSession.OnnxValueMapType): Logits {
  const [height, width] = (masks?.dims ?? []).slice(-2)
  if (!masks || !(masks.data instanceof Float32Array) || !height || !width)
    throw new Error(`Expected masks as float32, got ${masks ? `${masks.type} [${masks.dims.join(', ')}]` : 'none'}`)
  const scores = trust?.data instanceof Float32Array ? trust.data : new Float32Array(1)
  const best = scores.reduce((at, score, index) => (score > (scores[at] as number) ? index : at), 0)
  return { data: masks.data.subarray(best * width * height, (best + 1) * width * height), width, height }
}
