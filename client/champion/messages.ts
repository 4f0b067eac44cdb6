import type { BrowserModel } from '#shared/domain/browser-model.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { Picture } from '../smart/picture.ts'

/** All that is needed to run a model: how it is read, its network as ONNX, and the WebAssembly that computes it. */
export interface RunnableModel {
  readonly model: BrowserModel
  readonly network: Uint8Array
  readonly runtime: Uint8Array
}

/** What the worker hears: the model that looks at the pictures after it, and pictures. */
export type ToWorker =
  | { readonly type: 'model'; readonly runnable: RunnableModel }
  | { readonly type: 'look'; readonly id: number; readonly picture: Picture }

/** What it says: once for each picture, what the model sees there or why it cannot look. */
export type FromWorker =
  | { readonly type: 'seen'; readonly id: number; readonly predictions: readonly LabelledPrediction[] }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
