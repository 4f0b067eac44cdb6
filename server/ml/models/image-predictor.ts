import { inPixels } from '#shared/decoding/place-shape.ts'
import { decodeImage, ImageUnreadable, readSize } from '../images/decode-image.ts'
import type { Size } from '../images/warp.ts'
import type { NetworkPredictor } from './network-predictor.ts'
import type { ImagePrediction, ImageToPredict } from './predictor-messages.ts'

const BATCH_SIZE = 8

/** From image files, or their bytes, to predictions in pixels, in the order of the images. */
export type ImagePredictor = {
  predict(images: readonly ImageToPredict[]): Promise<ImagePrediction[]>
  dispose(): void
}

/** Decodes one batch while the network computes the one before. */
export function imagePredictor(network: NetworkPredictor, input: Size): ImagePredictor {
  return {
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
    dispose: network.dispose,
  }

  async function predictBatch(decoded: readonly DecodedImage[]): Promise<ImagePrediction[]> {
    const found = await network.predict(decoded.flatMap((image) => ('pixels' in image ? [image.pixels] : [])))
    let next = 0
    return decoded.map((image) => {
      if ('unreadable' in image) return image
      const { assetId, size } = image
      const predictions = (found[next++] ?? []).map((each) => ({ ...each, shape: inPixels(each.shape, size) }))
      return { assetId, ...size, predictions }
    })
  }
}

type DecodedImage = { assetId: string; size: Size; pixels: Uint8Array } | { assetId: string; unreadable: string }

/** Decodes side by side; an image that cannot be read does not keep the others from their predictions. */
function decodeBatch(images: readonly ImageToPredict[], input: Size): Promise<DecodedImage[]> {
  return Promise.all(
    images.map(async (image) => {
      const { assetId } = image
      try {
        const [pixels, size] = await Promise.all([decodeImage(image, input), readSize(image)])
        return { assetId, size, pixels }
      } catch (error) {
        if (error instanceof ImageUnreadable) return { assetId, unreadable: error.message }
        throw error
      }
    }),
  )
}
