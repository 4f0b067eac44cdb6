import { gridOf } from '#shared/decoding/grid-of.ts'
import { decoders } from '#shared/decoding/index.ts'
import { named } from '#shared/decoding/named.ts'
import { inPixels } from '#shared/decoding/place-shape.ts'
import type { BrowserModel } from '#shared/domain/browser-model.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { OnnxRuntime } from '../onnx-runtime.ts'
import type { Picture } from '../smart/picture.ts'
import { networkPixels } from './network-pixels.ts'

const CHANNELS = 3

export type Predictor = Awaited<ReturnType<typeof openPredictor>>

/** Opens a model's network; what it holds is freed by `close`. */
export async function openPredictor(ort: OnnxRuntime, network: Uint8Array, model: BrowserModel) {
  const session = await ort.InferenceSession.create(network)
  const [input, output] = [nameOf(session.inputNames), nameOf(session.outputNames)]
  const { task, labels, labelNames, input: size } = model
  return {
    /** All that the model says of an image, in its pixels, with the labels of the project, as the server's predictor does. */
    async predict({ image, pixels }: Picture): Promise<LabelledPrediction[]> {
      const batch = new ort.Tensor('uint8', networkPixels(pixels, size), [1, size.height, size.width, CHANNELS])
      const answer = (await session.run({ [input]: batch }))[output]
      if (!(answer?.data instanceof Float32Array)) throw new Error(`Expected an output as float32, got ${answer?.type ?? 'none'}`)
      const predictions = decoders[task](answer.data, gridOf(answer.dims), labels)
      return named(
        task,
        labelNames,
        predictions.map((each) => ({ ...each, shape: inPixels(each.shape, image) })),
      )
    },
    close: () => session.release(),
  }
}

function nameOf([name, ...others]: readonly string[]): string {
  if (name === undefined || others.length > 0)
    throw new Error(`Expected a network with one input and one output, got ${1 + others.length}`)
  return name
}
