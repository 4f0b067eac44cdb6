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
/** A predictor that nobody asked for this long ends … */
const IDLE_MS = 60_000
/** … and one that has not answered by then, however slow the machine, never will. */
const LONGEST_ANSWER_MS = 600_000

interface PredictorsDeps {
  readonly config: Config
  /** A model's files as a local folder. */
  readonly folderOf: (model: Model) => Promise<string>
  readonly start?: typeof startPredictor
}

/** A process that has a model, and how many wait for its answers. */
interface Running {
  readonly key: string
  readonly predictor: Promise<Predictor>
  waiting: number
  ending?: NodeJS.Timeout
}

/** Long-lived predictor processes, one per model, started when first asked; none ends while somebody waits for its answer. */
export function createPredictors({ config, folderOf, start = startPredictor }: PredictorsDeps) {
  const running = new Map<string, Running>()

  function end(one: Running): void {
    if (running.get(one.key) === one) running.delete(one.key)
    clearTimeout(one.ending)
    // One that never started has nothing to end; its failure reached whoever asked.
    one.predictor.then((predictor) => predictor.dispose()).catch(() => undefined)
  }

  function runningFor(model: Model): Running {
    const key = `${model.projectId}:${model.version}`
    const one = running.get(key) ?? { key, predictor: started(model), waiting: 0 }
    running.delete(key)
    running.set(key, one)
    return one
  }

  const started = async (model: Model): Promise<Predictor> =>
    start({ modelFolder: await folderOf(model), engine: engineChoice(config) })

  function endLater(one: Running): void {
    clearTimeout(one.ending)
    if (running.get(one.key) === one)
      one.ending = setTimeout(() => end(one), one.waiting > 0 ? LONGEST_ANSWER_MS : IDLE_MS).unref()
  }

  function endIdle(): void {
    for (const oldest of [...running.values()].slice(0, -MOST_PREDICTORS)) if (oldest.waiting === 0) end(oldest)
  }

  async function ask(model: Model, images: readonly ImageToPredict[]): Promise<ImagePrediction[]> {
    const one = runningFor(model)
    one.waiting++
    endLater(one)
    endIdle()
    try {
      return await (await one.predictor).answer(images)
    } catch (error) {
      end(one)
      throw error
    } finally {
      one.waiting--
      endLater(one)
      endIdle()
    }
  }

  async function answer(model: Model, images: readonly ImageToPredict[]): Promise<ImageAnswer[]> {
    const answers = await ask(model, images).catch(() => ask(model, images))
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
      for (const one of [...running.values()]) end(one)
    },
  }
}

/** Labels by name, and shapes that people work with. */
const inWords = ({ task, labelNames }: Model, said: ImagePrediction): ImageAnswer =>
  'unreadable' in said
    ? { unreadable: said.unreadable }
    : { width: said.width, height: said.height, predictions: named(task, labelNames, said.predictions) }

export type Predictors = ReturnType<typeof createPredictors>
