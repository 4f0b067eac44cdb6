import { named } from '#shared/decoding/named.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { type Config, engineChoice } from '../config.ts'
import type { ImagePrediction, ImageToPredict } from '../ml/models/predictor-messages.ts'
import { type Predictor, startPredictor } from './predictor-process.ts'

/** An image to predict on: a local file, and its size in pixels when upright. */
export interface PredictedImage {
  readonly assetId: string
  readonly file: string
  readonly width: number
  readonly height: number
}

/** What a model says of one image file, in its pixels, with labels by name; or why it is no image. */
export type ImageAnswer =
  | { readonly width: number; readonly height: number; readonly predictions: LabelledPrediction[] }
  | { readonly unreadable: string }

/** Predictor processes kept: three models that suggest as one, and a challenger; more would only take memory. */
const MOST_PREDICTORS = 4
/** A predictor that nobody asked for this long ends. */
const IDLE_MS = 60_000

/** Long-lived predictor processes, one per model, started when first asked. `folderOf` gives a model's files as a local folder. */
export function createPredictors(deps: { config: Config; folderOf: (model: Model) => Promise<string> }) {
  const running = new Map<string, { predictor: Promise<Predictor>; idle: NodeJS.Timeout }>()

  function end(key: string): void {
    const entry = running.get(key)
    if (!entry) return
    running.delete(key)
    clearTimeout(entry.idle)
    // One that never started has nothing to end; its failure reached whoever asked.
    entry.predictor.then((predictor) => predictor.dispose()).catch(() => undefined)
  }

  function predictorOf(model: Model): Promise<Predictor> {
    const key = `${model.projectId}:${model.version}`
    const known = running.get(key)
    const predictor = known?.predictor ?? start(model)
    if (known) clearTimeout(known.idle)
    running.delete(key)
    running.set(key, { predictor, idle: setTimeout(() => end(key), IDLE_MS).unref() })
    for (const oldest of [...running.keys()].slice(0, -MOST_PREDICTORS)) end(oldest)
    predictor.catch(() => end(key))
    return predictor
  }

  async function start(model: Model): Promise<Predictor> {
    return startPredictor({ modelFolder: await deps.folderOf(model), engine: engineChoice(deps.config) })
  }

  async function answer(model: Model, images: readonly ImageToPredict[]): Promise<ImageAnswer[]> {
    const ask = async () => (await predictorOf(model)).answer(images)
    const answers = await ask().catch(() => {
      end(`${model.projectId}:${model.version}`)
      return ask()
    })
    return answers.map((said) => inWords(model, said))
  }

  return {
    /** What the model says of each image, in their order. A process that died is started anew once. */
    answer,
    /** The predictions alone; none for an image that cannot be read. */
    async predict(model: Model, images: readonly PredictedImage[]): Promise<LabelledPrediction[][]> {
      return (await answer(model, images)).map((said) => ('predictions' in said ? said.predictions : []))
    },
    async close() {
      for (const key of [...running.keys()]) end(key)
    },
  }
}

/** Labels by name, and shapes that people work with. */
const inWords = ({ task, labelNames }: Model, said: ImagePrediction): ImageAnswer =>
  'unreadable' in said
    ? { unreadable: said.unreadable }
    : { width: said.width, height: said.height, predictions: named(task, labelNames, said.predictions) }

export type Predictors = ReturnType<typeof createPredictors>
