import type { EngineChoice } from '../engines/engine.ts'
import type { Prediction } from '../tasks/task.ts'

/** One image to predict on; `width` and `height` are those of the upright image. */
export type ImageToPredict = { assetId: string; file: string; width: number; height: number }

/** What a model says of one image, shapes in pixels, best first; or why the image could not be read. */
export type ImagePrediction = { assetId: string; predictions: Prediction[] } | { assetId: string; unreadable: string }

/** What is said to a predictor process. */
export type PredictorCommand =
  | { type: 'load'; modelFolder: string; engine: EngineChoice }
  | { type: 'predict'; id: number; images: ImageToPredict[] }

/** What a predictor process says. */
export type PredictorMessage =
  | { type: 'loaded'; engine: string; labels: string[] }
  | { type: 'predicted'; id: number; images: ImagePrediction[]; seconds: number }
  | { type: 'failed'; id: number | null; message: string }
