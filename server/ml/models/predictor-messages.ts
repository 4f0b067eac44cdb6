import type { Prediction } from '#shared/decoding/prediction.ts'
import type { EngineChoice } from '../engines/engine.ts'

/** One image to predict on: a local file with the size of the upright image, or the bytes of a file of which nothing is known. */
export type ImageToPredict =
  | { assetId: string; file: string; width: number; height: number }
  | { assetId: string; bytes: Uint8Array }

/** What a model says of one image: its upright size, and shapes in its pixels, best first; or why the image could not be read. */
export type ImagePrediction =
  | { assetId: string; width: number; height: number; predictions: Prediction[] }
  | { assetId: string; unreadable: string }

/** What is said to a predictor process; `auto` takes onnxruntime where it is installed, and else a training engine. */
export type PredictorCommand =
  | { type: 'load'; modelFolder: string; engine: EngineChoice }
  | { type: 'predict'; id: number; images: ImageToPredict[] }

/** What a predictor process says. */
export type PredictorMessage =
  | { type: 'loaded'; engine: string; labels: string[] }
  | { type: 'predicted'; id: number; images: ImagePrediction[]; seconds: number }
  | { type: 'failed'; id: number | null; message: string }
