import { architectureById } from '../architectures/index.ts'
import type { Engine } from '../engines/engine.ts'
import { decodeImage, ImageUnreadable } from '../images/decode-image.ts'
import { inPixels } from '../images/place-shape.ts'
import { tasks } from '../tasks/index.ts'
import { readModel } from './model-file.ts'
import { networkOfModel } from './network-of-model.ts'
import { networkPredictor } from './network-predictor.ts'
import type { ImagePrediction, ImageToPredict } from './predictor-messages.ts'

const BATCH_SIZE = 8

/** A saved model on an engine, from image files to predictions in pixels. */
export type LoadedModel = {
  labels: string[]
  predict(images: readonly ImageToPredict[]): Promise<ImagePrediction[]>
  dispose(): void
}

/** Loads a model from its folder. */
export async function loadModel(engine: Engine, folder: string): Promise<LoadedModel> {
  const model = await readModel(folder)
  const { task, labels, input, architecture } = model.description
  const range = architectureById(architecture).pixels
  const options = { engine, task: tasks[task], labels, size: input, range, learned: networkOfModel(model) }
  const predictor = networkPredictor(options)
  return {
    labels: labels.map(({ name }) => name),
    async predict(images) {
      const results: ImagePrediction[] = []
      let decoding = decodeBatch(images.slice(0, BATCH_SIZE), input)
      for (let first = 0; first < images.length; first += BATCH_SIZE) {
        const decoded = await decoding
        decoding = decodeBatch(images.slice(first + BATCH_SIZE, first + 2 * BATCH_SIZE), input)
        results.push(...(await predictBatch(decoded)))
      }
      return results
    },
    dispose: predictor.dispose,
  }

  async function predictBatch(decoded: readonly DecodedImage[]): Promise<ImagePrediction[]> {
    const readable = decoded.flatMap(({ pixels }) => (pixels instanceof Uint8Array ? [pixels] : []))
    const found = await predictor.predict(readable)
    let next = 0
    return decoded.map(({ image, pixels }) => {
      if (pixels instanceof ImageUnreadable) return { assetId: image.assetId, unreadable: pixels.message }
      return {
        assetId: image.assetId,
        predictions: (found[next++] ?? []).map((found) => ({ ...found, shape: inPixels(found.shape, image) })),
      }
    })
  }
}

type DecodedImage = { image: ImageToPredict; pixels: Uint8Array | ImageUnreadable }

/** Decodes side by side; an image that cannot be read does not keep the others from their predictions. */
function decodeBatch(images: readonly ImageToPredict[], size: { width: number; height: number }): Promise<DecodedImage[]> {
  return Promise.all(
    images.map(async (image) => {
      try {
        return { image, pixels: await decodeImage(image, size) }
      } catch (error) {
        if (error instanceof ImageUnreadable) return { image, pixels: error }
        throw error
      }
    }),
  )
}
