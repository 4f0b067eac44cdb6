import type { Prediction } from '#shared/decoding/prediction.ts'
import type { EngineChoice } from '../ml/engines/engine.ts'
import { engineEnvironment } from '../ml/engines/native-libraries.ts'
import type { ImagePrediction, ImageToPredict, PredictorCommand, PredictorMessage } from '../ml/models/predictor-messages.ts'
import { type Program, startProgram, toldEnd } from '../start-program.ts'

/** Thrown when a predictor process fails, or dies before it has answered. */
export class PredictionFailed extends Error {
  override name = 'PredictionFailed'
}

/** A model in a process of its own. */
export type Predictor = {
  engine: string
  labels: string[]
  /** Predictions per image, shapes in pixels, best first; none for an image that cannot be read. */
  predict(images: readonly ImageToPredict[]): Promise<Prediction[][]>
  /** The same, with the size of each image or why it cannot be read. */
  answer(images: readonly ImageToPredict[]): Promise<ImagePrediction[]>
  /** Images per second over all predictions so far; 0 before the first. */
  imagesPerSecond(): number
  dispose(): void
}

type PredictorOptions = {
  modelFolder: string
  engine?: EngineChoice
  signal?: AbortSignal
  /** Told of every image that could not be read, with the reason. */
  onUnreadable?: (assetId: string, reason: string) => void
}
type Waiting = { resolve(message: PredictorMessage): void; reject(error: Error): void }

/** Key of the answer to `load` among those to predictions. */
const LOADING = -1

/** Starts a process that holds one model until it is disposed or the signal aborts; rejects with `PredictionFailed` where it cannot be loaded. */
export async function startPredictor({
  modelFolder,
  engine = 'auto',
  signal,
  onUnreadable,
}: PredictorOptions): Promise<Predictor> {
  const program = startProgram<PredictorCommand>(new URL('./predictor.ts', import.meta.url), {
    environment: engineEnvironment(process.env),
  })
  const ask = conversation(program)
  const stop = program.kill
  signal?.addEventListener('abort', stop, { once: true })
  const loaded = await ask(LOADING, { type: 'load', modelFolder, engine }).catch((error: unknown) => {
    stop()
    throw error
  })
  if (loaded.type !== 'loaded') throw new PredictionFailed(`expected the model to be loaded, got ${loaded.type}`)
  let next = 0
  const total = { images: 0, seconds: 0 }

  async function answer(images: readonly ImageToPredict[]): Promise<ImagePrediction[]> {
    const id = next++
    const said = await ask(id, { type: 'predict', id, images: [...images] })
    if (said.type !== 'predicted') throw new PredictionFailed(`expected predictions, got ${said.type}`)
    total.images += images.length
    total.seconds += said.seconds
    return said.images
  }

  return {
    engine: loaded.engine,
    labels: loaded.labels,
    answer,
    predict: async (images) =>
      (await answer(images)).map((image) => {
        if ('predictions' in image) return image.predictions
        onUnreadable?.(image.assetId, image.unreadable)
        return []
      }),
    imagesPerSecond: () => (total.seconds > 0 ? total.images / total.seconds : 0),
    dispose() {
      signal?.removeEventListener('abort', stop)
      stop()
    },
  }
}

/** Asks a process and waits for the answer of that key; everybody who waits is told when the process ends. */
function conversation({
  child,
  tell,
  ended,
}: Program<PredictorCommand>): (key: number, command: PredictorCommand) => Promise<PredictorMessage> {
  const waiting = new Map<number, Waiting>()
  let failed: PredictionFailed | null = null
  child.on('message', (message: PredictorMessage) => {
    const key = message.type === 'loaded' ? LOADING : (message.id ?? LOADING)
    const asked = waiting.get(key)
    waiting.delete(key)
    if (message.type === 'failed') asked?.reject(new PredictionFailed(message.message))
    else asked?.resolve(message)
  })
  ended.then((end) => {
    failed = new PredictionFailed(`the predictor ${toldEnd(end)}`)
    for (const { reject } of waiting.values()) reject(failed)
    waiting.clear()
  })
  return (key, command) =>
    new Promise((resolve, reject) => {
      if (failed) return reject(failed)
      waiting.set(key, { resolve, reject })
      tell(command)
    })
}
